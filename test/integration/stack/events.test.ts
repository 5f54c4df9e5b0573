import { InvokeEndpointCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS, elapsedMs } from '../../../domain/values/time.ts';
import { MODEL_ENDPOINT } from '../../../local/models.ts';
import { LOCAL_AWS } from '../../../local/services/aws.ts';
import contract from '../../../model/artifact/contract.json' with { type: 'json' };
import { featureRows, ModelContract, toCsv } from '../../../model/features.ts';
import { expectConsistent, expectPublished } from './support/expect-consistent.ts';
import { byStock, PRICE_WHEN, product, STOCK } from './support/goods.ts';
import { type OpenShop, openShop } from './support/open-shop.ts';
import { envelope, inventoryEntry, type Shop } from './support/shop.ts';

describe('inventory events on one machine', () => {
  let opened: OpenShop;
  let shop: Shop;
  beforeAll(async () => {
    opened = await openShop();
    shop = opened.shop;
    await shop.putPolicy(byStock());
  });

  it('publishes the list price of a product as it enters the catalog', async () => {
    await shop.stock(product('NEW'));

    expect(await shop.hash('NEW')).toMatchObject({ price: '10000', currency: 'EUR', 'price.revision': '1' });
    expect(await shop.price('NEW')).toMatchObject({ price: 10_000, 'price.revision': 1 });
  });

  it('changes the price in Redis on one event', async () => {
    await shop.stock(product('SKU1'));

    const [eventId = ''] = await shop.send({ productId: 'SKU1', stock: STOCK.low, sequence: 1 });

    expect(await shop.ended(eventId)).toMatchObject({
      outcome: 'priced',
      revision: 2,
      'price.revision': 2,
      latencyMs: expect.any(Number),
    });
    expect(await shop.hash('SKU1')).toEqual({
      price: String(PRICE_WHEN.low),
      currency: 'EUR',
      'price.revision': '2',
      referencePrice: '10000',
      decidedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      eventId,
      epoch: expect.stringMatching(/./),
    });
    expect(await shop.price('SKU1')).toMatchObject({ price: PRICE_WHEN.low, eventId });
  });

  it.each([-30, 30])(
    'orders events by its own clock when the clock of a sender is %i days off',
    async (days) => {
      const productId = `CLOCK${days}`.replace('-', 'B');
      await shop.stock(product(productId));
      const [entry] = [
        inventoryEntry({ productId, stock: STOCK.low, sequence: 1, occurredAt: new Date().toISOString() }),
      ];
      const { Entries = [] } = await shop.put([{ ...entry, Time: new Date(Date.now() + days * DAY_MS) }]);
      const eventId = Entries[0]?.EventId ?? '';
      const row = await shop.ended(eventId);

      expect(Math.abs(elapsedMs(row.acceptedAt, new Date().toISOString()))).toBeLessThan(DAY_MS);
      expect(row).toMatchObject({
        outcome: 'priced',
        acceptedAt: expect.not.stringMatching(row.sentAt ?? ''),
      });
      expect(row.latencyMs).toBeGreaterThanOrEqual(0);
      expect(row.latencyMs).toBeLessThan(DAY_MS);
      expect((await shop.rowsOf(productId)).map((each) => each.eventId)).toContain(eventId);
    },
  );

  it('shows each state of the execution in the trace', async () => {
    await shop.stock(product('TRACED'));
    const [eventId = ''] = await shop.send({ productId: 'TRACED', stock: STOCK.over, sequence: 1 });
    await shop.settled('TRACED');
    await opened.stack.idle();

    const [trace, ...others] = await shop.trace(eventId);

    expect(others).toEqual([]);
    expect(trace).toMatchObject({ status: 'succeeded', end: { kind: 'closed' } });
    expect(trace?.states.map(({ name }) => name)).toEqual([
      'ReceiveEvent',
      'LoadContext',
      'ChooseWay',
      'FallbackPrice',
      'ApplyGuardrails',
      'Commit',
      'CheckCommitted',
      'PublishPrice',
      'CheckPublished',
      'AnnouncePrice',
      'Close',
      'CheckClosed',
      'Done',
    ]);
    // The last entry is not in the record: the state that writes the record can't record its own end.
    const open = trace?.states.filter(({ exitedAt, type }) => type === 'Task' && exitedAt === undefined);
    expect(open?.map(({ name }) => name)).toEqual(['Close']);
  });

  it('decides an event once with any number of deliveries', async () => {
    await shop.stock(product('AGAIN'));
    const same = envelope('the-same', { productId: 'AGAIN', stock: STOCK.low, sequence: 1 });

    const arns = await Promise.all(Array.from({ length: 50 }, () => shop.start(same)));
    await opened.stack.idle();

    expect(new Set(arns).size).toBe(50);
    const { row, evidence } = await shop.event('the-same');
    expect(row).toMatchObject({ outcome: 'priced', revision: 2 });
    expect(new Set(evidence.map(({ decision }) => decision.price))).toEqual(new Set([PRICE_WHEN.low]));
    const { revision, price, unsettled } = await shop.state('AGAIN');
    expect([revision, price?.revision]).toEqual([2, 2]);
    // The mark of the last event stays until the product's next commit.
    expect(Object.keys(unsettled)).toEqual(['the-same']);
    await expectConsistent(shop, 'AGAIN');
  });

  it('changes only the trace when an event is delivered again after its outcome', async () => {
    await shop.stock(product('LATE'));
    const same = envelope('late-twin', { productId: 'LATE', stock: STOCK.low, sequence: 1 });
    await shop.start(same);
    const { traces: _, ...before } = await shop.ended('late-twin');
    await shop.settled('LATE');
    const [state, hash] = [await shop.state('LATE'), await shop.hash('LATE')];

    await shop.start(same);
    await opened.stack.idle();

    const { traces: __, ...after } = (await shop.event('late-twin')).row;
    expect(after).toEqual(before);
    expect((await shop.trace('late-twin')).map(({ end }) => end.kind)).toEqual(['closed', 'duplicate']);
    expect(await shop.state('LATE')).toEqual(state);
    expect(await shop.hash('LATE')).toEqual(hash);
  });

  it('decides one of fifty events of the same sequence', async () => {
    await shop.stock(product('TIED'));
    const change = { productId: 'TIED', stock: STOCK.low, sequence: 7 };

    const ids = await shop.send(...Array.from({ length: 50 }, () => change));
    await opened.stack.idle();

    const rows = await Promise.all(ids.map((id) => shop.ended(id)));
    const count = (outcome: string) => rows.filter((row) => row.outcome === outcome).length;
    expect([count('priced'), count('superseded')]).toEqual([1, 49]);
    expect(await shop.state('TIED')).toMatchObject({ revision: 2, sequence: 7 });
    await expectConsistent(shop, 'TIED');
  });

  it('leaves the price of the highest sequence when events come in reverse, one after the other', async () => {
    await shop.stock(product('REVERSE'));
    const [newest = ''] = await shop.send({ productId: 'REVERSE', stock: STOCK.low, sequence: 12 });
    await shop.settled('REVERSE');

    const older: string[] = [];
    for (let sequence = 11; sequence > 0; sequence -= 1)
      older.push(...(await shop.send({ productId: 'REVERSE', stock: STOCK.over, sequence })));

    for (const id of older)
      expect(await shop.ended(id)).toMatchObject({
        outcome: 'superseded',
        reason: 'sequence 12 was decided before',
      });
    expect(await shop.hash('REVERSE')).toMatchObject({ price: String(PRICE_WHEN.low), eventId: newest });
    await expectConsistent(shop, 'REVERSE');
  });

  it('leaves the price of the highest sequence when events come in reverse, all at once', async () => {
    await shop.stock(product('PILE'));
    const stockAt = (sequence: number) => (sequence === 60 ? STOCK.low : STOCK.over);
    const changes = Array.from({ length: 60 }, (_, at) => 60 - at).map((sequence) => ({
      productId: 'PILE',
      stock: stockAt(sequence),
      sequence,
    }));

    await shop.send(...changes);
    await opened.stack.idle();

    expect(await shop.state('PILE')).toMatchObject({
      sequence: 60,
      stock: STOCK.low,
      price: { amount: PRICE_WHEN.low },
    });
    await expectConsistent(shop, 'PILE');
  });

  it('does not start the workflow on events that the rule does not match', async () => {
    const { Entries = [] } = await shop.put([
      { EventBusName: 'pricewire', Source: 'elsewhere', DetailType: 'InventoryChanged', Detail: '{}' },
    ]);
    await opened.stack.idle();

    expect(Entries[0]?.EventId).toMatch(/./);
    expect((await shop.call('GET', `/api/events/${Entries[0]?.EventId}`)).status).toBe(404);
  });

  it('fills a Redis that was emptied as prices are read', async () => {
    await shop.stock(product('FLUSHED'));
    await shop.redis.flushall();

    expect(await shop.price('FLUSHED')).toMatchObject({ price: 10_000, source: 'record' });

    await expectPublished(shop, 'FLUSHED');
  });

  it('answers InvokeEndpoint with one number a row', async () => {
    const row = featureRows(ModelContract.parse(contract));
    const demand = { category: 'home', listPrice: 10_000, promo: true, at: '2026-11-22T12:00:00.000Z' };
    const model = new SageMakerRuntimeClient({ ...LOCAL_AWS, endpoint: shop.url });

    const { Body, ContentType } = await model.send(
      new InvokeEndpointCommand({
        EndpointName: MODEL_ENDPOINT,
        ContentType: 'text/csv',
        Body: toCsv([row({ ...demand, price: 9_000 }), row({ ...demand, price: 12_000 })]),
      }),
    );

    expect(ContentType).toContain('text/csv');
    const answers = Body?.transformToString().trim().split('\n').map(Number) ?? [];
    expect(answers).toHaveLength(2);
    expect(answers[0]).toBeGreaterThan(answers[1] ?? Number.POSITIVE_INFINITY);
  });

  it('describes its state machine', async () => {
    const machine = await shop.workflow.send(
      new DescribeStateMachineCommand({ stateMachineArn: shop.stateMachineArn }),
    );

    expect(machine).toMatchObject({ name: 'reprice', type: 'EXPRESS', status: 'ACTIVE' });
    expect(JSON.parse(machine.definition ?? '')).toMatchObject({ StartAt: 'ReceiveEvent' });
  });

  it('has reported no fault in all of these tests', () => {
    expect(opened.faults).toEqual([]);
  });
});

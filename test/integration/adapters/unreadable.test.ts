import { deflateRawSync } from 'node:zlib';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dynamoAuditAnchors } from '../../../adapters/audit-anchor.ts';
import { dynamoAuditStore } from '../../../adapters/audit-store.ts';
import { dynamoCatalog } from '../../../adapters/catalog.ts';
import type { Tables } from '../../../adapters/dynamo.ts';
import { dynamoKeptNotes } from '../../../adapters/kept-notes.ts';
import { dynamoLedger } from '../../../adapters/ledger.ts';
import { dynamoOrders } from '../../../adapters/orders.ts';
import { PACKED_WORDS } from '../../../adapters/packed-words.ts';
import { dynamoDrafts } from '../../../adapters/policy-drafts.ts';
import { dynamoPriceStates } from '../../../adapters/price-state.ts';
import { dynamoReviews } from '../../../adapters/reviews.ts';
import { FORMAT } from '../../../adapters/stored-item.ts';
import type { UnreadableItem } from '../../../domain/values/errors.ts';
import { type OpenDynamo, openDynamo } from '../../contract/dynalite.ts';
import { rejection } from '../../contract/reviews.contract.ts';
import { at, committing } from '../../contract/samples.ts';
import { type Flaw, unreadableContract } from '../../contract/unreadable.contract.ts';
import stored2 from '../../unit/adapters/fixtures/format-2.json' with { type: 'json' };

let dynamo: OpenDynamo;
let reported: UnreadableItem[];
let tables: Tables;
beforeEach(async () => {
  dynamo = await openDynamo();
  reported = [];
  tables = Object.assign(dynamo.tables, { onUnreadable: (item: UnreadableItem) => void reported.push(item) });
});
afterEach(() => dynamo.close());

const NOT_DEFLATED = new Uint8Array([1, 2, 3]);

/** Writes or removes one attribute of an item. */
const set = (TableName: string, Key: Record<string, string>, name: string, value?: unknown) =>
  tables.send(
    new UpdateCommand({
      TableName,
      Key,
      UpdateExpression: value === undefined ? 'REMOVE #name' : 'SET #name = :value',
      ExpressionAttributeNames: { '#name': name },
      ...(value === undefined ? {} : { ExpressionAttributeValues: { ':value': value } }),
    }),
  );

const spoiling =
  (table: string, keyOf: (id: string) => Record<string, string>, name: string, broken?: unknown) =>
  async (id: string, flaw: Flaw) => {
    if (flaw === 'newer') await set(table, keyOf(id), 'format', FORMAT + 1);
    else await set(table, keyOf(id), name, broken);
  };

describe('the stores in DynamoDB', () =>
  unreadableContract(async () => {
    // Every call of this clock is a minute later, so that nothing is cached.
    let now = 0;
    const clock = () => {
      now += 60_000;
      return now;
    };
    return {
      priceStates: dynamoPriceStates(tables, 'price-state'),
      ledger: dynamoLedger(tables, 'ledger'),
      catalog: dynamoCatalog(tables, 'catalog', clock),
      drafts: dynamoDrafts(tables, 'catalog'),
      reviews: dynamoReviews(tables, 'reviews'),
      audit: dynamoAuditStore(tables, 'audit'),
      anchors: dynamoAuditAnchors(tables, 'catalog'),
      kept: dynamoKeptNotes(tables, 'catalog'),
      orders: dynamoOrders(tables, 'reviews'),
      spoil: {
        priceState: spoiling('price-state', (productId) => ({ productId }), 'revision'),
        row: spoiling('ledger', (eventId) => ({ eventId, part: 'row' }), 'receivedAt', 'never'),
        evidence: spoiling('ledger', (eventId) => ({ eventId, part: 'decision#1' }), 'packed', NOT_DEFLATED),
        challenge: spoiling(
          'ledger',
          (eventId) => ({ eventId, part: 'challenge#1' }),
          'packed',
          NOT_DEFLATED,
        ),
        product: spoiling('catalog', (id) => ({ id: `product#${id}`, part: 'product' }), 'product', 'none'),
        policy: spoiling('catalog', (id) => ({ id: `policy#${id}`, part: 'current' }), 'version', 'none'),
        policyNote: spoiling('catalog', (id) => ({ id: `policy#${id}`, part: 'version#1' }), 'note', 'none'),
        draft: spoiling('catalog', (part) => ({ id: 'drafts', part }), 'terms', 'none'),
        reviewStep: spoiling('reviews', (reviewId) => ({ reviewId, part: 'step#000001' }), 'step', 'none'),
        auditLine: spoiling(
          'audit',
          (seq) => ({ day: '2026-11-22', seq: seq.padStart(12, '0') }),
          'line',
          '{',
        ),
        anchor: spoiling('catalog', (part) => ({ id: 'audit', part }), 'count', 'none'),
        keptNote: spoiling('catalog', (part) => ({ id: 'kept-notes', part }), 'note', 'none'),
        order: spoiling('reviews', (id) => ({ reviewId: `order#${id}`, part: 'order' }), 'order', 'none'),
      },
      reported,
    };
  }));

describe('an item as earlier versions wrote it, without a format', () => {
  it('is read as it is', async () => {
    const store = dynamoPriceStates(tables, 'price-state');
    await store.commit(committing(1, 'e1'), 'e1');
    await set('price-state', { productId: 'SKU1' }, 'format');

    expect(await store.read('SKU1')).toEqual(committing(1, 'e1'));
    expect(reported).toEqual([]);
  });
});

it('a price state as format 2 stored it is read, and written in the present format by the next commit', async () => {
  const key = { productId: 'SKU1' };
  const store = dynamoPriceStates(tables, 'price-state');
  await store.commit(committing(1, 'e1'), 'e1');
  await set('price-state', key, 'history', Buffer.from(stored2.history.packed, 'base64'));
  await set('price-state', key, 'format', 2);
  const read = await store.read('SKU1');
  expect(read).toMatchObject(stored2.history.value);

  await store.commit({ ...committing(2, 'e2'), ...(stored2.history.value as object) }, 'e2');
  expect(await store.read('SKU1')).toMatchObject(stored2.history.value);
});

describe('a price state in format 1, with its history by names', () => {
  const history = () => {
    const { salesRate, demand, dailyLows, hourlyRanges, watched, movement, frozenPrices } = committing(
      1,
      'e1',
    );
    const named = { salesRate, demand, dailyLows, hourlyRanges, watched, movement, frozenPrices };
    return deflateRawSync(JSON.stringify(named), { dictionary: Buffer.from(PACKED_WORDS) });
  };
  const key = { productId: 'SKU1' };
  const writeOld = async () => {
    const store = dynamoPriceStates(tables, 'price-state');
    await store.commit(committing(1, 'e1'), 'e1');
    await set('price-state', key, 'history', history());
    await set('price-state', key, 'format', 1);
    return store;
  };
  const stored = async () =>
    (await tables.send(new GetCommand({ TableName: 'price-state', Key: key }))).Item as Record<
      string,
      unknown
    >;

  it('is read', async () => {
    const store = await writeOld();
    const { supply: _, modelAnswer: __, ...known } = committing(1, 'e1');

    expect(await store.read('SKU1')).toEqual(known);
  });

  it('is in columns and in the current format after the next commit', async () => {
    const store = await writeOld();

    await store.commit(committing(2, 'e2'), 'e2');

    expect(await stored()).toMatchObject({ format: FORMAT });
    expect(await store.read('SKU1')).toMatchObject({ dailyLows: committing(2, 'e2').dailyLows });
  });

  it('gets the current format when its history is rewritten without a decision', async () => {
    const store = await writeOld();

    await store.resetDemand(committing(1, 'e1'));

    expect(await stored()).toMatchObject({ format: FORMAT, revision: 2 });
    const { demand: _, salesRate: __, ...rest } = committing(1, 'e1');
    expect(await store.read('SKU1')).toEqual({ ...rest, revision: 2 });
  });
});

describe('an invalid format number', () => {
  it.each(['1', 0, 1.5, true])('is refused (%s)', async (format) => {
    const store = dynamoPriceStates(tables, 'price-state');
    await store.commit(committing(1, 'e1'), 'e1');
    await set('price-state', { productId: 'SKU1' }, 'format', format);

    await expect(store.read('SKU1')).rejects.toThrow('not a whole number from 1 on');
  });
});

describe('terms of a policy that cannot be read', () => {
  it('are reported, and do not affect other policies', async () => {
    const catalog = dynamoCatalog(tables, 'catalog', Date.now);
    for (const [name, value] of Object.entries({ policyId: 'BAD', version: 1, mode: 'live' }))
      await set('catalog', { id: 'policy#BAD', part: 'current' }, name, value);
    await set('catalog', { id: 'policy#BAD', part: 'version#1' }, 'terms', { policyId: 'BAD' });

    expect(await catalog.policies()).toEqual([]);

    expect(reported.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^table catalog, key policy#BAD \/ version#1: model: /),
    ]);
  });
});

describe('the view of a review', () => {
  it('is computed again from the steps if it cannot be read', async () => {
    const reviews = dynamoReviews(tables, 'reviews');
    const step = { kind: 'opened', seq: 1, by: 'x', at: at(0), rejection: rejection('e1') } as const;
    await reviews.add('e1', step);
    await set('reviews', { reviewId: 'e1', part: 'view' }, 'review', 'none');

    expect((await reviews.reviews(['e1'])).map(({ queue }) => queue)).toEqual(['open']);
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { byStock, product, STOCK } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';
import { inventoryEntry, type Shop } from './support/shop.ts';

describe('the AWS endpoint of one machine', () => {
  let shop: Shop;
  beforeAll(async () => {
    ({ shop } = await openShop({ path: '' }));
    await shop.putPolicy(byStock());
    await shop.stock(product('SKU1'));
  });

  let sequence = 0;
  const entry = () => {
    sequence += 1;
    return inventoryEntry({
      productId: 'SKU1',
      stock: STOCK.low,
      sequence,
      occurredAt: new Date().toISOString(),
    });
  };
  const post = (target: string, body: string) =>
    fetch(shop.url, { method: 'POST', headers: { 'x-amz-target': target }, body });

  it('refuses eleven entries as a whole', async () => {
    const before = (await shop.rowsOf('SKU1')).length;

    await expect(shop.put(Array.from({ length: 11 }, entry))).rejects.toMatchObject({
      name: 'ValidationException',
      $metadata: { httpStatusCode: 400 },
    });

    expect(await shop.rowsOf('SKU1')).toHaveLength(before);
  });

  it('takes ten', async () => {
    const { Entries = [], FailedEntryCount } = await shop.put(Array.from({ length: 10 }, entry));

    expect(FailedEntryCount).toBe(0);
    for (const { EventId = '' } of Entries) expect(await shop.ended(EventId)).toBeDefined();
  });

  it('refuses no entries', async () => {
    await expect(shop.put([])).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('refuses more than 1 MB', async () => {
    const half = inventoryEntry({ padding: 'x'.repeat(600_000) });

    await expect(shop.put([half, half])).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('takes just under 1 MB, whatever it is made of', async () => {
    const { Entries } = await shop.put([inventoryEntry({ padding: '"'.repeat(500_000) })]);

    expect(Entries?.[0]?.EventId).toMatch(/./);
  });

  it.each([
    ['Detail that is not JSON', { Detail: '{"stock": ' }, 'MalformedDetail'],
    ['Detail that is no object', { Detail: '[1]' }, 'MalformedDetail'],
    ['no Detail', { Detail: undefined }, 'InvalidArgument'],
    ['no Source', { Source: undefined }, 'InvalidArgument'],
    ['no DetailType', { DetailType: '' }, 'InvalidArgument'],
  ])('answers for each entry: %s fails, the others are taken', async (_what, wrong, code) => {
    const answer = await shop.put([entry(), { ...entry(), ...wrong }, entry()]);

    expect(answer.FailedEntryCount).toBe(1);
    const [first, second, third] = answer.Entries ?? [];
    expect(second).toMatchObject({ ErrorCode: code, ErrorMessage: expect.stringMatching(/./) });
    expect(second?.EventId).toBeUndefined();
    for (const taken of [first, third]) expect(await shop.ended(taken?.EventId ?? '')).toBeDefined();
  });

  // EventBridge itself answers an EventId here, and drops the event.
  it('refuses a bus that is not there, instead of losing the event', async () => {
    await expect(shop.put([entry(), { ...entry(), EventBusName: 'pricewier' }])).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.stringContaining('pricewier'),
    });
  });

  it('knows its bus by ARN', async () => {
    const EventBusName = 'arn:aws:events:us-east-1:000000000000:event-bus/pricewire';

    expect(await shop.put([{ ...entry(), EventBusName }])).toMatchObject({ FailedEntryCount: 0 });
  });

  it.each(['AWSEvents.PutRule', 'PutEvents', ''])('refuses the target "%s", naming it', async (target) => {
    const response = await post(target, '{}');

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      __type: 'UnknownOperationException',
      message: expect.stringContaining(`"${target}"`),
    });
  });

  it.each(['', '{', 'Entries=1'])('refuses the body "%s"', async (body) => {
    const response = await post('AWSEvents.PutEvents', body);

    expect([response.status, ((await response.json()) as { __type: string }).__type]).toEqual([
      400,
      'SerializationException',
    ]);
  });

  it.each(['null', '5', '{}', '{"Entries": 1}', '{"Entries": [null]}', '{"Entries": [[]]}'])(
    'answers a client error for the input %s',
    async (body) => {
      expect((await post('AWSEvents.PutEvents', body)).status).toBe(400);
    },
  );

  it('refuses an execution of a machine that is not there', async () => {
    const response = await post(
      'AWSStepFunctions.StartExecution',
      JSON.stringify({ stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:other' }),
    );

    expect(await response.json()).toMatchObject({ __type: 'StateMachineDoesNotExist' });
  });

  it.each(['{', 5, 'x'.repeat(262_145)])(
    'refuses an execution whose input is no JSON of 256 KB',
    async (input) => {
      const response = await post(
        'AWSStepFunctions.StartExecution',
        JSON.stringify({ stateMachineArn: shop.stateMachineArn, input }),
      );

      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ __type: 'InvalidExecutionInput' });
    },
  );

  it('names the limit to a body that is too large to read', async () => {
    const response = await post('AWSEvents.PutEvents', 'x'.repeat(16 * 1024 * 1024));

    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ __type: 'RequestEntityTooLargeException' });
  });
});

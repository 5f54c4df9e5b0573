import { DescribeStateMachineCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { beforeAll, describe, expect, it } from 'vitest';
import { byStock, product, STOCK } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';
import { envelope, inventoryEntry, type Shop } from './support/shop.ts';

/** A detail with this number of levels. */
const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

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

  it('accepts ten', async () => {
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

  it('accepts just under 1 MB of any text', async () => {
    const { Entries } = await shop.put([inventoryEntry({ padding: '"'.repeat(500_000) })]);

    expect(Entries?.[0]?.EventId).toMatch(/./);
  });

  it.each([
    ['Detail that is not JSON', { Detail: '{"stock": ' }, 'MalformedDetail'],
    ['Detail that is no object', { Detail: '[1]' }, 'MalformedDetail'],
    ['no Detail', { Detail: undefined }, 'InvalidArgument'],
    ['no Source', { Source: undefined }, 'InvalidArgument'],
    ['no DetailType', { DetailType: '' }, 'InvalidArgument'],
    ['a Detail of 4,500 levels', { Detail: nested(4_500) }, 'MalformedDetail'],
    ['a source of AWS itself', { Source: 'aws.s3' }, 'NotAuthorizedForSourceException'],
    // EventBridge itself returns an EventId here, and drops the event.
    ['a bus that is not there', { EventBusName: 'pricewier' }, 'ResourceNotFoundException'],
  ])('answers for each entry: %s fails, the others are accepted', async (_what, wrong, code) => {
    const answer = await shop.put([entry(), { ...entry(), ...wrong }, entry()]);

    expect(answer.FailedEntryCount).toBe(1);
    const [first, second, third] = answer.Entries ?? [];
    expect(second).toMatchObject({ ErrorCode: code, ErrorMessage: expect.stringMatching(/./) });
    expect(second?.EventId).toBeUndefined();
    for (const taken of [first, third]) expect(await shop.ended(taken?.EventId ?? '')).toBeDefined();
  });

  it('knows its bus by ARN', async () => {
    const EventBusName = 'arn:aws:events:us-east-1:000000000000:event-bus/pricewire';

    expect(await shop.put([{ ...entry(), EventBusName }])).toMatchObject({ FailedEntryCount: 0 });
  });

  it.each([
    'AWSEvents.PutEvents',
    'AWSStepFunctions.StartExecution',
    'AWSStepFunctions.DescribeStateMachine',
  ])('refuses a body of %s that is nested very deep, with the correct error', async (target) => {
    for (const body of [
      nested(1_001),
      nested(100_000),
      `{"Entries":[{"Time":${nested(900)}}],"stateMachineArn":${nested(900)}}`,
    ]) {
      const response = await post(target, body);
      expect([200, 400]).toContain(response.status);
      expect(JSON.stringify(await response.json())).toMatch(
        /nested deeper than 1000|InvalidArgument|does not exist/,
      );
    }
  });

  it('dead-letters an accepted event with 900 levels, with this reason', async () => {
    const { Entries } = await shop.put([{ ...entry(), Detail: nested(900) }]);

    expect(await shop.ended(Entries?.[0]?.EventId ?? '')).toMatchObject({
      outcome: 'dead-lettered',
      reason: 'InvalidEvent: event: nested deeper than 64 levels',
    });
  });

  it('dead-letters an execution with 100,000 levels, too', async () => {
    const input = JSON.stringify({
      ...envelope('deep', { productId: 'SKU1', stock: 1, sequence: 1 }),
      detail: 0,
    }).replace('"detail":0', `"detail":${nested(100_000)}`);
    await shop.workflow.send(new StartExecutionCommand({ stateMachineArn: shop.stateMachineArn, input }));

    expect(await shop.ended('deep')).toMatchObject({
      outcome: 'dead-lettered',
      reason: expect.stringMatching(
        /^InvalidEvent: the workflow could not read the event: States.QueryEvaluationError/,
      ),
    });
  });

  it.each([
    ['a b', 'InvalidName'],
    ['a/b', 'InvalidName'],
    ['a\u0007', 'InvalidName'],
    ['', 'ValidationException'],
    ['x'.repeat(81), 'ValidationException'],
  ])('refuses to start an execution by the name %j', async (name, type) => {
    const start = new StartExecutionCommand({ stateMachineArn: shop.stateMachineArn, input: '{}', name });
    await expect(shop.workflow.send(start)).rejects.toMatchObject({ name: type });
  });

  it('starts one by a name of 80 characters', async () => {
    const name = `é-_.=@!${'x'.repeat(73)}`;
    const start = new StartExecutionCommand({ stateMachineArn: shop.stateMachineArn, input: '{}', name });
    expect((await shop.workflow.send(start)).executionArn).toContain(`:${name}:`);
  });

  it.each([
    ['AWSStepFunctions.ListExecutions', 'StateMachineTypeNotSupported'],
    ['Logs_20140328.FilterLogEvents', 'UnknownOperationException'],
  ])('names the alternative to %s', async (target, type) => {
    const response = await post(target, JSON.stringify({ stateMachineArn: shop.stateMachineArn }));

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      __type: type,
      message: expect.stringContaining('pricewire trace'),
    });
  });

  it('gives its state machine a role with a well-formed ARN', async () => {
    const { stateMachineArn } = shop;
    const { roleArn } = await shop.workflow.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(roleArn).toBe('arn:aws:iam::000000000000:role/reprice');
  });

  it('returns the identity of the caller, and the functions', async () => {
    const identity = await fetch(shop.url, {
      method: 'POST',
      body: new URLSearchParams({ Action: 'GetCallerIdentity' }),
    });
    expect(await identity.text()).toContain('<Account>000000000000</Account>');
    const other = await fetch(shop.url, {
      method: 'POST',
      body: new URLSearchParams({ Action: 'AssumeRole<' }),
    });
    expect([other.status, await other.text()]).toEqual([400, expect.stringContaining('not "AssumeRole?"')]);
    const functions = (await (await fetch(`${shop.url}/2015-03-31/functions`)).json()) as {
      Functions: object[];
    };
    expect(functions.Functions).toContainEqual(expect.objectContaining({ FunctionName: 'ReceiveEvent' }));
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
    'returns a client error for the input %s',
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
    'refuses an execution whose input is not JSON of at most 256 KB',
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

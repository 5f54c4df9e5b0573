import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { allPages, dynamoClient, writeIf } from '../../../adapters/dynamo.ts';
import { all } from '../../contract/samples.ts';
import { answering, failing, OFFLINE } from './answering.ts';

type Wire = ReturnType<typeof answering>;
const get = (requestHandler: Wire) =>
  dynamoClient({ ...OFFLINE, requestHandler }).send(
    new GetCommand({ TableName: 'catalog', Key: { id: '1' } }),
  );
const put = (requestHandler: Wire, item: object = {}) =>
  dynamoClient({ ...OFFLINE, requestHandler }).send(
    new PutCommand({ TableName: 'catalog', Item: { id: '1', ...item } }),
  );
const fault = (status: number, type: string, message = 'told') =>
  answering(status, { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message });
const broken = (name: string, code?: string) => failing(Object.assign(new Error('told'), { name, code }));

describe('an outage of DynamoDB', () => {
  it.each<[string, Wire, string]>([
    ['a fault of the service', fault(500, 'InternalServerError'), 'InternalServerError'],
    ['an overloaded service', answering(503, 'busy', 'text/plain'), ''],
    ['a throttled request', fault(400, 'ThrottlingException'), 'ThrottlingException'],
    [
      'a throttled partition',
      fault(400, 'ProvisionedThroughputExceededException'),
      'ProvisionedThroughputExceededException',
    ],
    ['the limit of the account', fault(400, 'RequestLimitExceeded'), 'RequestLimitExceeded'],
    ['a refused connection', broken('Error', 'ECONNREFUSED'), 'told'],
    ['a lost connection', broken('Error', 'ECONNRESET'), 'told'],
    ['a time-out', broken('TimeoutError'), 'TimeoutError'],
  ])('is named StoreUnavailable with the cause: %s', async (_, wire, cause) => {
    await expect(get(wire)).rejects.toThrow(
      expect.objectContaining({ name: 'StoreUnavailable', message: expect.stringContaining(cause) }),
    );
  });
});

describe('a refused request', () => {
  it.each(['ValidationException', 'ResourceNotFoundException', 'AccessDeniedException'])(
    'keeps its name: %s',
    async (name) => {
      await expect(get(fault(400, name))).rejects.toThrow(expect.objectContaining({ name }));
    },
  );

  it('that could not even be sent is a fault of ours, and keeps its name', async () => {
    await expect(put(answering(200, {}), { price: Number.NaN })).rejects.not.toThrow(
      expect.objectContaining({ name: 'StoreUnavailable' }),
    );
  });
});

describe('a conditional write', () => {
  it('is true when it was made', async () => {
    expect(await writeIf(put(answering(200, {})))).toBe(true);
  });

  it('is false when its condition did not hold', async () => {
    expect(await writeIf(put(fault(400, 'ConditionalCheckFailedException')))).toBe(false);
  });

  it('throws when its result is unknown', async () => {
    await expect(writeIf(put(fault(500, 'InternalServerError')))).rejects.toThrow('InternalServerError');
  });
});

it('leaves undefined out of an item', async () => {
  expect(await writeIf(put(answering(200, {}), { decision: { price: undefined } }))).toBe(true);
});

describe('a paged read', () => {
  it('continues where each page ends, also after an empty one', async () => {
    const pages: Record<string, { items: number[]; next: Record<string, unknown> | undefined }> = {
      start: { items: [1, 2], next: { id: 'b' } },
      b: { items: [], next: { id: 'c' } },
      c: { items: [3], next: undefined },
    };

    const items = await all(allPages(async (start) => pages[String(start?.['id'] ?? 'start')] as never));

    expect(items).toEqual([1, 2, 3]);
  });
});

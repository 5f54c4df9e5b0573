import {
  CloudWatchLogsClient,
  GetQueryResultsCommand,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { insightsLog, LogUnavailable } from '../../../adapters/execution-log.ts';
import { OFFLINE } from './answering.ts';

const client = mockClient(CloudWatchLogsClient);
const SPAN = { since: '2026-11-22T11:55:00.400Z', until: '2026-11-22T12:05:00.400Z' };
const arn = (id: number) => `arn:aws:states:eu-west-1:123456789012:express:reprice:e${id}:r${id}`;
const row = (value: string) => [
  { field: '@message', value },
  { field: '@ptr', value: 'x' },
];

let now: number;
const log = insightsLog({
  client: new CloudWatchLogsClient(OFFLINE),
  logGroup: '/aws/vendedlogs/states/pricewire-prod',
  sleep: async (ms) => {
    now += ms;
  },
  now: () => now,
});
const asked = () => client.commandCalls(StartQueryCommand).map(({ args }) => args[0].input);

beforeEach(() => {
  now = 0;
  client.on(StartQueryCommand).resolves({ queryId: 'q' });
  client.on(StopQueryCommand).resolves({ success: true });
});
afterEach(() => client.reset());

it('asks for the lines of these executions in this time, and waits for the answer', async () => {
  client
    .on(GetQueryResultsCommand)
    .resolvesOnce({ status: 'Scheduled' })
    .resolvesOnce({ status: 'Running', results: [row('{"half": true}')] })
    .resolvesOnce({ status: 'Complete', results: [row('{"id":"1"}'), row('{"id":"2"}')] });

  expect(await log.read([arn(1), arn(2)], SPAN)).toEqual([{ id: '1' }, { id: '2' }]);
  expect(asked()).toEqual([
    {
      logGroupName: '/aws/vendedlogs/states/pricewire-prod',
      queryString: `fields @message | filter @message like "${arn(1)}" or @message like "${arn(2)}" | limit 10000`,
      startTime: Date.parse('2026-11-22T11:55:00Z') / 1000,
      endTime: Date.parse('2026-11-22T12:05:01Z') / 1000,
    },
  ]);
});

it('passes over a line that was cut', async () => {
  client
    .on(GetQueryResultsCommand)
    .resolves({ status: 'Complete', results: [row('{"id":"1","det'), row('{"id":"2"}')] });
  expect(await log.read([arn(1)], SPAN)).toEqual([{ id: '2' }]);
});

it('asks about many executions in more than one query, each below the limit of 10,000 characters', async () => {
  client.on(GetQueryResultsCommand).resolves({ status: 'Complete', results: [row('{"id":"1"}')] });
  const arns = Array.from({ length: 60 }, (_, at) => `${arn(at)}${'x'.repeat(200)}`);
  expect(await log.read(arns, SPAN)).toHaveLength(3);
  for (const { queryString = '' } of asked()) expect(queryString.length).toBeLessThan(10_000);
  for (const each of arns) expect(asked().some(({ queryString }) => queryString?.includes(each))).toBe(true);
});

it('asks nothing about no execution', async () => {
  expect(await log.read([], SPAN)).toEqual([]);
  expect(asked()).toEqual([]);
});

it.each(['Failed', 'Cancelled', 'Timeout', 'Unknown'] as const)(
  'throws when the query ends %s',
  async (status) => {
    client.on(GetQueryResultsCommand).resolves({ status });
    const read = log.read([arn(1)], SPAN);
    await expect(read).rejects.toThrow(LogUnavailable);
    await expect(read).rejects.toThrow(`ended ${status}`);
  },
);

it('gives up after a minute, and stops the query', async () => {
  client.on(GetQueryResultsCommand).resolves({ status: 'Running' });
  await expect(log.read([arn(1)], SPAN)).rejects.toThrow(/no answer after 60 s/);
  expect(now).toBe(60_000);
  expect(client.commandCalls(StopQueryCommand)).toHaveLength(1);
});

it('puts nothing but ARNs into a query', async () => {
  await expect(log.read(['x" | delete'], SPAN)).rejects.toThrow('is not the ARN of an execution');
  expect(asked()).toEqual([]);
});

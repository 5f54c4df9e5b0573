import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BusEvent, eventBridgeBus } from '../../../adapters/bus.ts';
import { parseEvent } from '../../../domain/events/envelope.ts';
import { at } from '../../contract/samples.ts';
import { OFFLINE } from './answering.ts';

const client = mockClient(EventBridgeClient);
const bus = eventBridgeBus(new EventBridgeClient(OFFLINE), 'pricewire');
const seeds = (count: number): BusEvent[] =>
  Array.from({ length: count }, (_, n) => ({ kind: 'seed', detail: { productId: `SKU${n + 1}` } }));
const sent = () => client.commandCalls(PutEventsCommand).map(({ args }) => args[0].input.Entries ?? []);

beforeEach(() => {
  client.on(PutEventsCommand).callsFake(({ Entries }: { Entries: { Detail: string }[] }) => ({
    FailedEntryCount: 0,
    Entries: Entries.map(({ Detail }) => ({ EventId: `id of ${JSON.parse(Detail).productId}` })),
  }));
});
afterEach(() => client.reset());

it('puts an event under the source and detail-type that the workflow reads it by', async () => {
  await bus.emit([{ kind: 'reprice', detail: { productId: 'SKU1', why: 'resumed' } }]);

  const [entry] = sent()[0] ?? [];
  expect(entry?.EventBusName).toBe('pricewire');
  expect(
    parseEvent({
      id: 'e1',
      source: entry?.Source,
      'detail-type': entry?.DetailType,
      time: at(0),
      detail: JSON.parse(entry?.Detail ?? ''),
    }),
  ).toMatchObject({ ok: true, event: { kind: 'reprice', productId: 'SKU1', why: 'resumed' } });
});

it('puts ten events a call and answers their ids in order', async () => {
  const ids = await bus.emit(seeds(21));

  expect(sent().map((entries) => entries.length)).toEqual([10, 10, 1]);
  expect(ids).toEqual(seeds(21).map(({ detail }) => `id of ${detail['productId']}`));
});

it('makes no call for no events', async () => {
  expect(await bus.emit([])).toEqual([]);
  expect(sent()).toEqual([]);
});

describe('when the bus refuses an entry', () => {
  it('throws, and names the entry by its place among all', async () => {
    const refused = { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' };
    client
      .on(PutEventsCommand)
      .resolvesOnce({ Entries: Array.from({ length: 10 }, () => ({ EventId: 'id' })) })
      .resolvesOnce({ FailedEntryCount: 1, Entries: [{ EventId: 'id' }, refused] });

    await expect(bus.emit(seeds(12))).rejects.toThrow('refused event 12: ThrottlingException: slow down');
  });
});

it('passes on that the bus cannot be reached', async () => {
  client.on(PutEventsCommand).rejects(new Error('connect ECONNREFUSED'));

  await expect(bus.emit(seeds(1))).rejects.toThrow('connect ECONNREFUSED');
});

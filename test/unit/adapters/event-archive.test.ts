import {
  CancelReplayCommand,
  DescribeReplayCommand,
  EventBridgeClient,
  ListReplaysCommand,
  StartReplayCommand,
} from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Envelope } from '../../../adapters/accepted-events.ts';
import { eventBridgeArchive } from '../../../adapters/event-archive.ts';
import type { ReplayProgress } from '../../../domain/record/upkeep-lines.ts';
import { type LetterQueueData, memoryLetterQueue } from '../../fakes/memory-letter-queue.ts';
import { OFFLINE } from './answering.ts';

const client = mockClient(EventBridgeClient);
const ARN = 'arn:aws:events:eu-west-1:123456789012';
const WHERE = {
  bus: { name: 'pricewire', arn: `${ARN}:event-bus/pricewire` },
  replay: {
    archiveArn: `${ARN}:archive/accepted`,
    ruleArn: `${ARN}:rule/pricewire/replays`,
    queueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/replays',
  },
};
const NAME = 'pricewire-reconcile-one';
const SINCE = '2026-11-25T10:00:00.500Z';
const UNTIL = '2026-11-25T11:00:00.500Z';

let now: number;
let queue: LetterQueueData;
/** The content of the queue from this time on, in milliseconds after the start. */
let arriving: { at: number; body: string }[];

const archive = eventBridgeArchive({
  client: new EventBridgeClient(OFFLINE),
  queue: {
    ...memoryLetterQueue({ letters: [] }),
    take: async (seconds) => {
      const there = arriving.filter(({ at }) => at <= now);
      arriving = arriving.filter(({ at }) => at > now);
      for (const { body } of there)
        queue.letters.push({ messageId: `m${Math.random()}`, body, attributes: {} });
      return memoryLetterQueue(queue, () => now).take(seconds);
    },
    remove: (letters) => memoryLetterQueue(queue).remove(letters),
  },
  where: WHERE,
  newId: () => 'one',
  sleep: async (ms) => {
    now += ms;
  },
  now: () => now,
});

const event = (id: string, time = '2026-11-25T10:30:00Z'): Envelope => ({ id, time, source: 'inventory' });
const replayed = (each: Envelope, name = NAME, at = 0) => ({
  at,
  body: JSON.stringify({ ...each, 'replay-name': name }),
});

async function between(): Promise<{ ids: string[]; events: Envelope[]; progress: ReplayProgress[] }> {
  const events: Envelope[] = [];
  const progress: ReplayProgress[] = [];
  for await (const each of archive.between(SINCE, UNTIL))
    if ('event' in each) events.push(each.event);
    else progress.push(each.replay);
  return { ids: events.map(({ id }) => id), events, progress };
}

beforeEach(() => {
  now = 0;
  queue = { letters: [] };
  arriving = [];
  client.on(ListReplaysCommand).resolves({ Replays: [] });
  client.on(StartReplayCommand).resolves({ State: 'STARTING' });
  client.on(DescribeReplayCommand).resolves({ State: 'COMPLETED' });
  client.on(CancelReplayCommand).resolves({ State: 'CANCELLING' });
});
afterEach(() => client.reset());

describe('the archive of a bus', () => {
  it('is replayed in whole seconds, to the rule that leads to the queue and to no other', async () => {
    await between();
    expect(client.commandCalls(StartReplayCommand).map(({ args }) => args[0].input)).toMatchObject([
      {
        ReplayName: NAME,
        EventSourceArn: WHERE.replay.archiveArn,
        EventStartTime: new Date('2026-11-25T10:00:00Z'),
        EventEndTime: new Date('2026-11-25T11:00:01Z'),
        Destination: { Arn: WHERE.bus.arn, FilterArns: [WHERE.replay.ruleArn] },
      },
    ]);
  });

  it('gives each event back as the bus took it, without the name of the replay', async () => {
    arriving = [replayed(event('a')), replayed(event('b', '2026-11-25T10:00:00Z'))];
    expect((await between()).events).toEqual([event('a'), event('b', '2026-11-25T10:00:00Z')]);
    expect(queue.letters).toEqual([]);
  });

  it('leaves out what is not of the time that was asked for', async () => {
    arriving = [
      replayed(event('before', '2026-11-25T09:59:59Z')),
      replayed(event('after', '2026-11-25T11:00:01Z')),
      replayed(event('last', '2026-11-25T11:00:00Z')),
    ];
    expect((await between()).ids).toEqual(['last']);
  });

  it('leaves out, and takes away, what an earlier replay has left and what is no event', async () => {
    arriving = [
      replayed(event('old'), 'pricewire-reconcile-zero'),
      { at: 0, body: 'odd' },
      { at: 0, body: '{}' },
    ];
    expect((await between()).ids).toEqual([]);
    expect(queue.letters).toEqual([]);
  });

  it('is read until the replay is over and the queue has been quiet for a while', async () => {
    client
      .on(DescribeReplayCommand)
      .resolvesOnce({ State: 'STARTING' })
      .resolvesOnce({ State: 'RUNNING', EventLastReplayedTime: new Date('2026-11-25T10:20:00Z') })
      .resolves({ State: 'COMPLETED' });
    arriving = [replayed(event('a'), NAME, 2_000), replayed(event('late'), NAME, 17_000)];
    const { ids, progress } = await between();
    expect(ids).toEqual(['a', 'late']);
    expect(progress).toEqual([
      { state: 'STARTING' },
      { state: 'RUNNING', upTo: '2026-11-25T10:20:00.000Z' },
      { state: 'COMPLETED' },
    ]);
    expect(now).toBeGreaterThanOrEqual(32_000);
  });

  it('wants ten minutes to have passed', () => {
    expect(archive.lagMs).toBe(600_000);
  });
});

describe('a replay that goes wrong', () => {
  it.each(['FAILED', 'CANCELLED', 'CANCELLING'] as const)('throws when it is %s', async (State) => {
    client.on(DescribeReplayCommand).resolves({ State, StateReason: 'no permission' });
    await expect(between()).rejects.toThrow(`replay ${NAME} is ${State}: no permission`);
  });

  it('is cancelled when the reader breaks off', async () => {
    client.on(DescribeReplayCommand).resolves({ State: 'RUNNING' });
    arriving = [replayed(event('a'))];
    for await (const each of archive.between(SINCE, UNTIL)) if ('event' in each) break;
    expect(client.commandCalls(CancelReplayCommand)[0]?.args[0].input).toEqual({ ReplayName: NAME });
  });

  it('is not cancelled once it is over', async () => {
    arriving = [replayed(event('a'))];
    for await (const each of archive.between(SINCE, UNTIL)) if ('event' in each) break;
    expect(client.commandCalls(CancelReplayCommand)).toEqual([]);
  });

  it.each(['STARTING', 'RUNNING'] as const)('is not begun while another is %s', async (State) => {
    const ReplayName = 'pricewire-reconcile-zero';
    client.on(ListReplaysCommand, { State }).resolves({ Replays: [{ ReplayName }] });
    await expect(between()).rejects.toThrow(`replay ${ReplayName} is under way`);
    expect(client.commandCalls(StartReplayCommand)).toEqual([]);
  });

  it('is begun beside a replay that somebody makes to another end', async () => {
    client.on(ListReplaysCommand).resolves({ Replays: [{ ReplayName: 'monthly-report' }] });
    expect((await between()).ids).toEqual([]);
  });
});

import {
  CancelReplayCommand,
  DescribeReplayCommand,
  type EventBridgeClient,
  ListReplaysCommand,
  StartReplayCommand,
} from '@aws-sdk/client-eventbridge';
import * as z from 'zod';
import type { ReplayProgress } from '../domain/record/upkeep-lines.ts';
import type { AcceptedEvents, Envelope } from './accepted-events.ts';
import type { Directory } from './directory.ts';
import type { LetterQueue } from './letter-queue.ts';

export interface EventArchiveDeps {
  client: EventBridgeClient;
  /** The queue that receives the replays. */
  queue: LetterQueue;
  where: Pick<Directory, 'bus' | 'replay'>;
  newId: () => string;
  sleep: (ms: number) => Promise<unknown>;
  /** Milliseconds of a monotonic clock. */
  now: () => number;
}

/** EventBridge recommends leaving out the last ten minutes, because events reach the archive with a delay. */
const ARCHIVE_LAG_MS = 600_000;
const NAMES = 'pricewire-reconcile-';
const HOLD_SECONDS = 60;
const LOOK_AGAIN_MS = 2_000;
/** A replay is complete when its last event was given to the rule; it reaches the queue a little later. */
const QUIET_FOR_MS = 15_000;

/**
 * The archive of a bus. It can only be replayed, so it is replayed to a rule that leads to a queue and nowhere else. Reading
 * it starts nothing.
 */
export function eventBridgeArchive(deps: EventArchiveDeps): AcceptedEvents {
  const { client, queue, where, sleep, now } = deps;

  const start = async (since: string, until: string): Promise<string> => {
    await refuseSecond(deps);
    const ReplayName = `${NAMES}${deps.newId()}`;
    await client.send(
      new StartReplayCommand({
        ReplayName,
        Description: `Accepted events of ${since} to ${until}, to be held against the ledger`,
        EventSourceArn: where.replay.archiveArn,
        // Whole seconds, like the times of events; the end is exclusive.
        EventStartTime: new Date(Math.floor(Date.parse(since) / 1000) * 1000),
        EventEndTime: new Date((Math.floor(Date.parse(until) / 1000) + 1) * 1000),
        Destination: { Arn: where.bus.arn, FilterArns: [where.replay.ruleArn] },
      }),
    );
    return ReplayName;
  };

  const progressOf = async (ReplayName: string): Promise<ReplayProgress> => {
    const {
      State = 'UNKNOWN',
      StateReason,
      EventLastReplayedTime,
    } = await client.send(new DescribeReplayCommand({ ReplayName }));
    if (State === 'FAILED' || State === 'CANCELLED' || State === 'CANCELLING')
      throw new Error(`replay ${ReplayName} is ${State}${StateReason ? `: ${StateReason}` : ''}`);
    return { state: State, ...(EventLastReplayedTime ? { upTo: EventLastReplayedTime.toISOString() } : {}) };
  };

  return {
    lagMs: ARCHIVE_LAG_MS,

    async *between(since, until) {
      const name = await start(since, until);
      let over = false;
      let told = '';
      let lastSeen = now();
      try {
        for (;;) {
          const progress = await progressOf(name);
          over = progress.state === 'COMPLETED';
          if (JSON.stringify(progress) !== told) yield { replay: progress };
          told = JSON.stringify(progress);
          const letters = await queue.take(HOLD_SECONDS);
          for (const { body } of letters) {
            const event = readReplayed(body, name);
            if (event !== undefined && isWithin(event, since, until)) yield { event };
          }
          // If the caller stops here nothing is lost: the archive still has the events.
          await queue.remove(letters);
          if (letters.length > 0 || !over) lastSeen = now();
          else if (now() - lastSeen >= QUIET_FOR_MS) return;
          if (letters.length === 0) await sleep(LOOK_AGAIN_MS);
        }
      } finally {
        if (!over) await client.send(new CancelReplayCommand({ ReplayName: name }));
      }
    },
  };
}

// Two replays would share the queue, and each reader would take the other's letters.
async function refuseSecond({ client, where }: EventArchiveDeps): Promise<void> {
  for (const State of ['STARTING', 'RUNNING'] as const) {
    const { Replays = [] } = await client.send(
      new ListReplaysCommand({ EventSourceArn: where.replay.archiveArn, State }),
    );
    const other = Replays.find(({ ReplayName = '' }) => ReplayName.startsWith(NAMES));
    if (other !== undefined)
      throw new Error(
        `replay ${other.ReplayName} is under way; wait for its end, or end it: aws events cancel-replay --replay-name ${other.ReplayName}`,
      );
  }
}

const Replayed = z.looseObject({ id: z.string().min(1), 'replay-name': z.string() });

// Letters of an earlier replay can be dropped, because the archive has their events.
function readReplayed(body: string, name: string): Envelope | undefined {
  const { data } = Replayed.safeParse(jsonOr(body));
  if (data === undefined || data['replay-name'] !== name) return undefined;
  const { 'replay-name': _, ...event } = data;
  return event as Envelope;
}

// The bus writes whole seconds, which may be before a `since` with milliseconds.
const isWithin = ({ time }: Envelope, since: string, until: string): boolean => {
  const at = Date.parse(String(time));
  return at >= Math.floor(Date.parse(since) / 1000) * 1000 && at <= Date.parse(until);
};

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

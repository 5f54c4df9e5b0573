import { setTimeout as sleep } from 'node:timers/promises';
import type { Envelope } from '../adapters/accepted-events.ts';
import { OWN_SOURCE } from '../domain/events/kind.ts';
import type { Archive } from './archive.ts';
import { backlog } from './backlog.ts';
import { InvalidExecutionInput } from './engine/index.ts';
import { LOCAL_ACCOUNT, LOCAL_AWS } from './services/aws.ts';
import { AwsError } from './services/aws-json.ts';
import type { Outage } from './services/keep-running.ts';
import { type Sqs, UNDELIVERED_QUEUE } from './services/sqs.ts';
import type { Workflow } from './workflow.ts';

interface Deps {
  archive: Archive;
  workflow: Workflow;
  sqs: Sqs;
  /** Outage of the record's store; undefined while it runs. */
  outage: () => Outage | undefined;
  onFault: (error: unknown) => void;
}

export interface Delivery {
  /** Takes events into the archive, then starts the workflow on each; returns when they are archived. */
  accept(envelopes: Envelope[]): Promise<void>;
  /** Starts the workflow on an event that is archived already. */
  deliver(envelope: Envelope): Promise<void>;
  /**
   * As `deliver`, without waiting for the start, so that many events of one product do not delay those behind them. Returns when
   * there is room in memory. Calls must be sequential.
   */
  queue(envelope: Envelope): Promise<void>;
  /** Running executions, and events that wait in memory or on disk. */
  inFlight(): number;
  /** Returns when `inFlight` is 0. */
  idle(): Promise<void>;
  /** Whether the event may still wait in memory or on disk. */
  isQueued(eventId: string): boolean;
  /** Refuses all further events: the stack is stopping. */
  close(): void;
}

/** Outage of the store during which events are still accepted, into the archive only. */
const ACCEPT_FOR_MS = 10_000;

/** Bytes of events in memory, some 20,000 of the usual size; more wait on disk. */
const HELD_AT_MOST = 32 * 2 ** 20;
/** Bytes that an event takes in memory in addition to its text. */
const EACH_TAKES = 1_200;
/** A product with fewer events in memory overtakes the events on disk, so one busy product does not delay the others. */
const FEW = 8;
const LOOK_AGAIN_MS = 20;

/** The rule's delivery: an event that can't be started goes to the undelivered queue, as on AWS. */
export function deliverTo({ archive, workflow, sqs, outage, onFault }: Deps): Delivery {
  let held = 0;
  const heldOf = new Map<string, number>();
  let whenFewer = () => {};
  const queued = new Set<string>();
  const hold = (productId: string, size: number) => {
    held += size;
    heldOf.set(productId, (heldOf.get(productId) ?? 0) + 1);
  };
  const letGo = (productId: string, size: number) => {
    held -= size;
    const left = (heldOf.get(productId) ?? 0) - 1;
    if (left > 0) heldOf.set(productId, left);
    else heldOf.delete(productId);
    waiting.refill();
    whenFewer();
  };
  const deliver = async (envelope: Envelope) => {
    const input = JSON.stringify(envelope);
    const [productId, size] = [productOf(envelope), input.length + EACH_TAKES];
    hold(productId, size);
    queued.add(envelope.id);
    try {
      await workflow.start(input).finally(() => letGo(productId, size));
    } catch (error) {
      if (!(error instanceof InvalidExecutionInput)) throw error;
      await sqs.send(UNDELIVERED_QUEUE, input, {
        RULE_ARN: `arn:aws:events:${LOCAL_AWS.region}:${LOCAL_ACCOUNT}:rule/pricewire/reprice`,
        TARGET_ARN: workflow.arn,
        ERROR_CODE: 'InvalidExecutionInput',
        ERROR_MESSAGE: error.message,
      });
      await archive.noteUndelivered(envelope.id);
    } finally {
      queued.delete(envelope.id);
    }
  };
  const start = (envelope: Envelope) => void deliver(envelope).catch(onFault);
  const waiting = backlog({
    archive,
    held: () => held,
    start,
    sizeOf: (event) => JSON.stringify(event).length + EACH_TAKES,
    // A person or a schedule waits for operator events.
    mayPass: (event) => event.source === OWN_SOURCE || (heldOf.get(productOf(event)) ?? 0) < FEW,
    most: HELD_AT_MOST,
    onFault,
  });
  let closed = false;
  return {
    deliver,
    async queue(envelope) {
      while (held >= HELD_AT_MOST && !closed)
        await new Promise<void>((fewer) => {
          whenFewer = fewer;
        });
      // The next start finds events that were not started in the archive.
      if (!closed) start(envelope);
    },
    inFlight: () => workflow.inFlight() + waiting.size(),
    async idle() {
      await workflow.idle();
      while (!closed && waiting.size() > 0) {
        await sleep(LOOK_AGAIN_MS);
        await workflow.idle();
      }
    },
    isQueued: (eventId) => queued.has(eventId) || waiting.size() > 0,
    close() {
      closed = true;
      waiting.close();
      whenFewer();
    },
    async accept(envelopes) {
      if (closed) throw new AwsError('ServiceUnavailable', 'the stack is stopping', 503);
      const gone = outage();
      if (gone !== undefined && gone.forMs > ACCEPT_FOR_MS)
        throw new AwsError(
          'ServiceUnavailable',
          `the embedded DynamoDB has been down for ${Math.round(gone.forMs / 1000)} s (${gone.why}); no event is accepted until it runs again`,
          503,
        );
      waiting.add(envelopes, await archive.append(envelopes));
    },
  };
}

const productOf = ({ detail }: Envelope): string =>
  String((detail as { productId?: unknown } | null | undefined)?.productId);

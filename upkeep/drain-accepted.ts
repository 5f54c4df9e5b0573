import type { Clock } from '../adapters/clock.ts';
import type { Letter, LetterQueue } from '../adapters/letter-queue.ts';
import { elapsedMs } from '../domain/values/time.ts';
import { type LookedUp, reconcileAccepted } from './reconcile-accepted.ts';
import type { MissingStarter } from './reconcile-archive.ts';

export interface AcceptedDrainer extends MissingStarter {
  queue: Pick<LetterQueue, 'take' | 'remove'>;
  clock: Clock;
  settings: {
    /** A run stops receiving messages after this time, in milliseconds. */
    workMs: number;
    /** A message that is not removed becomes visible again after this time. */
    holdSeconds: number;
  };
  report(found: DrainReport): void;
}

/** `checked`: number of messages whose events were looked up; 0 in the report of a single batch. */
export type DrainReport = LookedUp<Letter> & { checked: number };

/** Maximum concurrent batches. */
export const LANES = 4;

/**
 * Looks up the ledger row of every event in the queue of accepted events, and removes the messages with a row. Ends when the
 * queue is empty or the working time is over. After a fault it receives no more messages, completes the running batches, and
 * throws the fault. Reports each batch that keeps messages, and at the end the total of looked-up messages.
 */
export const drainAccepted = (deps: AcceptedDrainer) => {
  const { queue, clock, settings, report } = deps;
  const lookUp = reconcileAccepted(deps);

  return async (): Promise<{ checked: number; kept: number }> => {
    const began = clock();
    const total = { checked: 0, kept: 0 };
    let isOver = false;

    async function drain(): Promise<void> {
      while (!isOver && elapsedMs(began, clock()) < settings.workMs) {
        const letters = await queue.take(settings.holdSeconds);
        if (letters.length === 0) return;
        const found = await lookUp(letters);
        total.checked += letters.length;
        total.kept += found.kept.length;
        if (found.kept.length > 0) report({ checked: 0, ...found });
        const kept = new Set(found.kept);
        await queue.remove(letters.filter((letter) => !kept.has(letter)));
      }
    }
    // Then the other lanes end too: the queue is empty, or the stores don't answer.
    const lane = () =>
      drain().finally(() => {
        isOver = true;
      });

    const ends = await Promise.allSettled(Array.from({ length: LANES }, lane));
    report({ checked: total.checked, kept: [], missing: [], unreadable: [] });
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
    return total;
  };
};

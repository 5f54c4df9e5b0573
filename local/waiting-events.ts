import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../adapters/clock.ts';
import type { LetterQueue } from '../adapters/letter-queue.ts';
import type { Trials } from '../adapters/trials.ts';
import { restartWaiting } from '../upkeep/restart-waiting.ts';

interface Deps {
  queue: LetterQueue;
  executions: Trials;
  clock: Clock;
  onFault: (error: unknown) => void;
}

/** Longer than any trial, so that no other reader gets the messages meanwhile. */
const HOLD_SECONDS = 300;
const ASK_AGAIN_MS = 5_000;
const STOP_WITHIN_MS = 2_000;

/** Starts waiting events again, as the Lambda function of the queue does on AWS. The returned function stops that. */
export function restartWaitingEvents({ queue, executions, clock, onFault }: Deps): () => Promise<void> {
  const restart = restartWaiting({ executions, clock });
  let stopped = false;

  const takeSome = async (): Promise<'go on' | 'pause'> => {
    // Long poll of one second.
    const letters = await queue.take(HOLD_SECONDS);
    try {
      const { restarted, kept, fault } = await restart(letters);
      await queue.remove(restarted);
      await queue.release(kept);
      if (fault !== undefined) onFault(fault);
      return kept.length > 0 ? 'pause' : 'go on';
    } catch (error) {
      await queue.release(letters);
      throw error;
    }
  };

  const running = (async () => {
    while (!stopped) {
      const next = await takeSome().catch((error: unknown) => {
        if (!stopped) onFault(error);
        return 'pause' as const;
      });
      if (next === 'pause' && !stopped) await sleep(ASK_AGAIN_MS, undefined, { ref: false });
    }
  })();
  return async () => {
    stopped = true;
    // A trial may outlast the stop; its message is still there at the next start.
    await Promise.race([running, sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
  };
}

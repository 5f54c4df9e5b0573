import { afterEach, expect, it, vi } from 'vitest';
import type { Trials } from '../../../adapters/trials.ts';
import { restartWaitingEvents } from '../../../local/waiting-events.ts';
import { memoryExecutions } from '../../fakes/memory-executions.ts';
import { type LetterQueueData, memoryLetterQueue } from '../../fakes/memory-letter-queue.ts';
import { NOW } from '../domain/make.ts';

const PATIENCE = { timeout: 15_000, interval: 20 };
let stop: () => Promise<void> = async () => {};
afterEach(() => stop());

const letters = (...ids: string[]): LetterQueueData => ({
  letters: ids.map((id) => ({ messageId: id, body: JSON.stringify({ id }), attributes: {} })),
});

function begin(data: LetterQueueData, executions: Trials) {
  const faults: unknown[] = [];
  const queue = memoryLetterQueue(data, () => performance.now());
  // The real queue long-polls for one second.
  const take: typeof queue.take = async (seconds) => {
    const taken = await queue.take(seconds);
    if (taken.length === 0) await new Promise((later) => setTimeout(later, 20));
    return taken;
  };
  const onFault = (fault: unknown) => faults.push(fault);
  stop = restartWaitingEvents({ queue: { ...queue, take }, executions, clock: () => NOW, onFault });
  return faults;
}

it('starts waiting events, and removes them from the queue', async () => {
  const started: Record<string, unknown>[] = [];
  const data = letters('a', 'b');
  begin(data, memoryExecutions({ started }));
  await vi.waitFor(() => expect(data.letters).toEqual([]), PATIENCE);
  expect(started.map(({ id }) => id)).toEqual(['a', 'b']);
});

it('releases events that it could not start, reports why, and starts them later', async () => {
  const started: Record<string, unknown>[] = [];
  const data = letters('a');
  const executions = memoryExecutions({ started });
  let isAway = true;
  const faults = begin(data, {
    ...executions,
    trial: (envelope) => (isAway ? Promise.reject(new Error('away')) : executions.trial(envelope)),
  });
  await vi.waitFor(() => expect(faults).toMatchObject([{ message: 'away' }]), PATIENCE);
  expect(data.letters).toHaveLength(1);
  isAway = false;
  await vi.waitFor(() => expect(data.letters).toEqual([]), PATIENCE);
  expect(started).toHaveLength(1);
});

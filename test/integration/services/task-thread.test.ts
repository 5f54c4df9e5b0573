import { expect, it } from 'vitest';
import { startTaskThread } from '../../../local/task-thread/thread.ts';
import contract from '../../../model/artifact/contract.json' with { type: 'json' };
import { ModelContract } from '../../../model/features.ts';
import { atTheEnd } from '../stack/support/cleanup.ts';

const NOWHERE = 'http://127.0.0.1:1';

/** A thread with nothing behind it, and what it reported. */
async function startThread() {
  const faults: unknown[] = [];
  const thread = await startTaskThread(
    {
      dynamodb: NOWHERE,
      redisUrl: 'redis://127.0.0.1:1',
      modelUrl: NOWHERE,
      models: [{ endpoint: 'model', contract: ModelContract.parse(contract) }],
    },
    { watch: { touched: () => {}, decided: () => {} }, onFault: (error) => faults.push(error) },
  );
  atTheEnd(thread.stop);
  const invoke = thread.insteadOf(async (name) => ({ payload: `"${name}, here"` }));
  return { thread, faults, invoke };
}

it('starts and ends without a Redis, and tells no fault of that', async () => {
  const { thread, faults } = await startThread();

  await thread.stop();

  expect(faults).toEqual([]);
});

it('lets the workflow try again what was under way when it died, and tasks go on without it', async () => {
  const { faults, invoke } = await startThread();

  // No workflow that was loaded names a function that is not there: it ends the thread.
  const underWay = await Promise.allSettled([invoke('LoadContext', '{"event":{}}'), invoke('None', '{}')]);

  expect(underWay.at(-1)).toMatchObject({ status: 'rejected', reason: { name: 'Unknown' } });
  expect(await invoke('LoadContext', '{}')).toEqual({ payload: '"LoadContext, here"' });
  expect(faults).toEqual([
    expect.objectContaining({ message: expect.stringContaining('there is no function None') }),
  ]);
});

import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ApiProblem } from '../api/problem.ts';
import type { IndexAnswer, IndexCall } from './index-worker.ts';
import type { SqliteIndex } from './sqlite-index.ts';

/** The index in a thread of its own, so that a search takes no time from the pipeline. */
export type LocalIndex = {
  [Method in keyof SqliteIndex]: (
    ...args: Parameters<SqliteIndex[Method]>
  ) => Promise<ReturnType<SqliteIndex[Method]>>;
};

/** Opens the index in `file`. `onFault` is told if its thread ends by itself; calls fail from then on. */
export async function openLocalIndex(file: string, onFault: (error: unknown) => void): Promise<LocalIndex> {
  await mkdir(dirname(file), { recursive: true });
  const worker = new Worker(new URL('./index-worker.ts', import.meta.url), { workerData: { file } });
  const waiting = new Map<number, { done: (value: unknown) => void; failed: (error: Error) => void }>();
  let last = 0;
  let ended: Error | undefined;
  let closing = false;

  const end = (error: Error) => {
    ended ??= error;
    for (const { failed } of waiting.values()) failed(ended);
    waiting.clear();
  };
  worker.on('error', (error) => end(error as Error));
  worker.on('exit', () => {
    end(new Error('the index of events has ended'));
    if (!closing) onFault(ended);
  });
  worker.on('message', (answer: IndexAnswer) => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('value' in answer) return asked?.done(answer.value);
    const { status, title, detail } = answer.problem;
    asked?.failed(new ApiProblem(status as ContentfulStatusCode, title, detail));
  });

  const call = <Method extends keyof SqliteIndex>(method: Method) =>
    ((...args: unknown[]) =>
      new Promise((done, failed) => {
        if (ended !== undefined) return failed(ended);
        if (method === 'close') closing = true;
        last += 1;
        waiting.set(last, { done: done as (value: unknown) => void, failed });
        worker.postMessage({ id: last, method, args } satisfies IndexCall);
      })) as LocalIndex[Method];

  return {
    put: call('put'),
    search: call('search'),
    feeds: call('feeds'),
    open: call('open'),
    closedSince: call('closedSince'),
    newest: call('newest'),
    upTo: call('upTo'),
    close: call('close'),
  };
}

import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { messageOf } from '../../domain/values/thrown.ts';
import { ApiProblem } from '../problem.ts';
import type { IndexAnswer, IndexCall } from './index-worker.ts';
import type { SqliteIndex } from './sqlite-index.ts';

/** The index in a thread of its own, so that searches take no time from the pipeline. */
export type LocalIndex = {
  [Method in keyof SqliteIndex]: (
    ...args: Parameters<SqliteIndex[Method]>
  ) => Promise<ReturnType<SqliteIndex[Method]>>;
};

const START_AGAIN_MS = 1_000;

/**
 * Opens the index in `file`. If its thread ends, running calls fail and it is restarted; `onFault` receives each reason once.
 */
export async function openLocalIndex(file: string, onFault: (error: unknown) => void): Promise<LocalIndex> {
  await mkdir(dirname(file), { recursive: true });
  const waiting = new Map<number, { done: (value: unknown) => void; failed: (error: Error) => void }>();
  let last = 0;
  let closing = false;
  let told = '';
  let worker: Worker | undefined;

  const end = (why: string) => {
    worker = undefined;
    const error = new Error(`the index of events had ended (${why}) and is started again`);
    for (const { failed } of waiting.values()) failed(error);
    waiting.clear();
    if (closing) return;
    if (told !== why) onFault(error);
    told = why;
    setTimeout(() => {
      if (!closing) start();
    }, START_AGAIN_MS).unref();
  };
  const start = () => {
    let why = 'no reason given';
    worker = new Worker(new URL('./index-worker.ts', import.meta.url), { workerData: { file } })
      .on('error', (error) => {
        why = messageOf(error);
      })
      .on('exit', () => end(why))
      .on('message', (answer: IndexAnswer) => {
        const asked = waiting.get(answer.id);
        waiting.delete(answer.id);
        if ('value' in answer) return asked?.done(answer.value);
        const { status, title, detail } = answer.problem;
        asked?.failed(new ApiProblem(status as ContentfulStatusCode, title, detail));
      });
  };
  start();

  const call = <Method extends keyof SqliteIndex>(method: Method) =>
    ((...args: unknown[]) =>
      new Promise<unknown>((done, failed) => {
        if (method === 'close') closing = true;
        if (worker === undefined)
          return method === 'close'
            ? done(undefined)
            : failed(new Error('the index of events has ended, and is being started again'));
        last += 1;
        waiting.set(last, { done, failed });
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

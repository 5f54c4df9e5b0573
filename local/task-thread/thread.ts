import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Catalog } from '../../adapters/catalog.ts';
import type { LedgerWatch } from '../../console/server/search/watched-ledger.ts';
import type { Integrations } from '../engine/index.ts';
import type { FromThread, ToThread, Where } from './messages.ts';

/** The task functions in a thread of their own: the engine, the bus and readers have this one for themselves. */
export interface TaskThread {
  /** Calls the functions there, and by `here` once the thread has ended. */
  insteadOf(here: Invoke): Invoke;
  /** The catalog, which lets the thread know when terms were written. */
  telling(catalog: Catalog): Catalog;
  stop(): Promise<void>;
}

type Invoke = Integrations['invokeFunction'];
type Answer = Awaited<ReturnType<Invoke>>;

interface Listeners {
  watch: LedgerWatch;
  /** Told if the thread ends by itself. */
  onFault: (error: unknown) => void;
}

/** What a call that was under way fails with, as where a function of Lambda dies: the workflow tries it again. */
const died = () => Object.assign(new Error('the thread of the tasks has ended'), { name: 'Unknown' });

/** Starts it, and returns when it can be called. */
export async function startTaskThread(where: Where, { watch, onFault }: Listeners): Promise<TaskThread> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: where });
  const waiting = new Map<number, { done: (answer: Answer) => void; failed: (error: Error) => void }>();
  const send = (message: ToThread) => worker.postMessage(message);
  let [calls, wanted] = [0, false];
  let ended: Error | undefined;

  const gone = new Promise<void>((done) => {
    worker.once('error', (error) => {
      ended = error as Error;
    });
    worker.once('exit', () => {
      ended ??= died();
      for (const { failed } of waiting.values()) failed(died());
      waiting.clear();
      if (wanted)
        onFault(new Error(`the thread of the tasks has ended, they go on without it: ${ended.message}`));
      done();
    });
  });
  worker.on('message', (message: FromThread) => {
    if (message === 'ready') return;
    if ('touched' in message) return watch.touched(message.touched, message.closed);
    if ('decided' in message) return watch.decided(message.decided);
    const { call, ...answer } = message;
    waiting.get(call)?.done(answer as Answer);
    waiting.delete(call);
  });
  await Promise.race([
    once(worker, 'message'),
    gone.then(() => {
      throw ended;
    }),
  ]);
  wanted = true;

  const after = <Result>(write: Promise<Result>): Promise<Result> => write.finally(() => send('forget'));
  return {
    insteadOf: (here) => (name, payload) => {
      if (ended) return here(name, payload);
      return new Promise((done, failed) => {
        calls += 1;
        waiting.set(calls, { done, failed });
        send({ call: calls, name, payload });
      });
    },
    telling: (catalog) => ({
      ...catalog,
      putPolicy: (...args) => after(catalog.putPolicy(...args)),
      setMode: (...args) => after(catalog.setMode(...args)),
      putModelHealth: (health) => after(catalog.putModelHealth(health)),
    }),
    async stop() {
      wanted = false;
      send('stop');
      await gone;
    },
  };
}

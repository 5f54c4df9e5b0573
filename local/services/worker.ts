import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';

export interface WorkerService {
  endpoint: string;
  stop(): Promise<void>;
}

/**
 * Starts a service in a thread of its own, with its data in `path`, on a port of 127.0.0.1 (0: any). `onFault` is told if
 * it ends by itself later.
 */
export async function startWorker(
  name: string,
  file: URL,
  path: string,
  port: number,
  onFault: (error: unknown) => void,
): Promise<WorkerService> {
  await mkdir(path, { recursive: true });
  const worker = new Worker(file, { workerData: { path, port } });
  let fault: unknown;
  const ended = new Promise<void>((done) => {
    worker.once('error', (error) => {
      fault = error;
    });
    worker.once('exit', () => done());
  });
  const answer = await Promise.race([
    once(worker, 'message').then(([message]) => message as { port?: number; error?: string }),
    ended.then(() => ({ port: undefined, error: String(fault) })),
  ]);
  if (answer.port === undefined) {
    await worker.terminate();
    throw new Error(`${name} did not start: ${answer.error}`);
  }
  let stopping = false;
  void ended.then(() => {
    if (!stopping) onFault(new Error(`${name} ended by itself: ${fault ?? 'no reason given'}`));
  });
  return {
    endpoint: `http://127.0.0.1:${answer.port}`,
    async stop() {
      stopping = true;
      worker.postMessage('stop');
      await ended;
    },
  };
}

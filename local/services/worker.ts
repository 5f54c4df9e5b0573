import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';

export interface WorkerService {
  endpoint: string;
  stop(): Promise<void>;
}

/** Starts a service in a thread of its own, with its data in `path`, on a port of 127.0.0.1 (0: any). */
export async function startWorker(
  name: string,
  file: URL,
  path: string,
  port: number,
): Promise<WorkerService> {
  await mkdir(path, { recursive: true });
  const worker = new Worker(file, { workerData: { path, port } });
  const failed = once(worker, 'error').then(([error]) => [{ error: String(error) }]);
  const [answer] = (await Promise.race([once(worker, 'message'), failed])) as [
    { port?: number; error?: string },
  ];
  if (answer.port === undefined) {
    await worker.terminate();
    throw new Error(`${name} did not start: ${answer.error}`);
  }
  return {
    endpoint: `http://127.0.0.1:${answer.port}`,
    async stop() {
      const ended = once(worker, 'exit');
      worker.postMessage('stop');
      await ended;
    },
  };
}

import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { PortTaken, portTaken } from '../http.ts';
import { keepRunning, type Outage } from './keep-running.ts';

export interface WorkerService {
  endpoint: string;
  outage(): Outage | undefined;
  stop(): Promise<void>;
}

interface Started {
  worker: Worker;
  port: number;
  /** Resolves with the reason when the service has ended. */
  ended: Promise<string>;
}

const STOP_WITHIN_MS = 10_000;

/**
 * Starts a service in a worker thread with its data in `path` on a port of 127.0.0.1 (0: any), and restarts it on the same port
 * whenever it ends; `say` receives restarts. It counts as started when `ready` succeeds. Throws if the first start fails.
 */
export async function startWorker(
  name: string,
  file: URL,
  path: string,
  port: number,
  say: (line: string) => void,
  ready: (endpoint: string) => Promise<void>,
): Promise<WorkerService> {
  await mkdir(path, { recursive: true });
  let bound = port;
  let ended: Promise<string>;
  const kept = await keepRunning<Started>({
    name,
    async start() {
      const started = await startThread(name, file, { path, port: bound });
      ({ port: bound, ended } = started);
      // A service that can't open its data listens, but ends at the first request.
      const over = ended.then((why) => Promise.reject(new Error(`${name} did not start: ${why}`)));
      await Promise.race([ready(endpointOf(bound)), over]).catch(async (error: unknown) => {
        await started.worker.terminate();
        throw error;
      });
      return started;
    },
    async watch(gone) {
      void ended.then(gone);
    },
    say,
  });
  return {
    endpoint: endpointOf(bound),
    outage: kept.outage,
    async stop() {
      const running = await kept.letGo();
      running?.worker.postMessage('stop');
      // With a full disk it may never end by itself.
      await Promise.race([running?.ended, sleep(STOP_WITHIN_MS, undefined, { ref: false })]);
      await running?.worker.terminate();
    },
  };
}

const endpointOf = (port: number): string => `http://127.0.0.1:${port}`;

async function startThread(
  name: string,
  file: URL,
  workerData: { path: string; port: number },
): Promise<Started> {
  const worker = new Worker(file, { workerData });
  let fault: unknown;
  const ended = new Promise<string>((done) => {
    worker.once('error', (error) => {
      fault = error;
    });
    worker.once('exit', () => done(fault instanceof Error ? fault.message : String(fault ?? 'it stopped')));
  });
  const answer = await Promise.race([
    once(worker, 'message').then(([message]) => message as { port?: number; error?: string }),
    ended.then((error) => ({ port: undefined, error })),
  ]);
  if (answer.port === undefined) {
    await worker.terminate();
    if (answer.error?.includes('EADDRINUSE')) throw new PortTaken(portTaken(workerData.port, name));
    throw new Error(`${name} did not start: ${answer.error}`);
  }
  return { worker, port: answer.port, ended };
}

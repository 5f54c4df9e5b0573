import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RunningStack {
  url: string;
  endpoints: Record<string, string>;
  /** Resident memory of its process, in MB. */
  memory(): Promise<number>;
  stop(): Promise<void>;
}

interface Options {
  /** Data that is there already, and stays; otherwise the stack begins with none, and leaves none. */
  dataDir?: string;
  /** A SageMaker runtime elsewhere. */
  modelUrl?: string;
}

/** A whole stack in a process of its own. */
export async function startBenchStack({ dataDir, modelUrl }: Options = {}): Promise<RunningStack> {
  const dir = dataDir ?? (await mkdtemp(join(tmpdir(), 'pricewire-bench-')));
  const child = fork(new URL('process.ts', import.meta.url), [
    dir,
    ...(modelUrl === undefined ? [] : [modelUrl]),
  ]);
  const exited = once(child, 'exit');
  const [where] = (await Promise.race([
    once(child, 'message'),
    exited.then(([code]) => {
      throw new Error(`the stack ended with ${code}`);
    }),
  ])) as [Pick<RunningStack, 'url' | 'endpoints'>];
  return {
    ...where,
    memory: () => residentMegabytes(child.pid ?? 0),
    async stop() {
      child.kill('SIGTERM');
      await exited;
      if (dataDir === undefined) await rm(dir, { recursive: true, force: true });
    },
  };
}

async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

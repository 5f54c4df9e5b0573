import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RunningStack {
  url: string;
  endpoints: Record<string, string>;
  /** Resident memory of the process, in MB. */
  memory(): Promise<number>;
  /** CPU time of the process, in seconds. */
  cpuSeconds(): Promise<number>;
  stop(): Promise<void>;
}

interface Options {
  /** Existing data, which stays. Without it the stack starts empty and its data is deleted at the end. */
  dataDir?: string;
  /** A SageMaker runtime to use instead of the stack's own. */
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
    cpuSeconds: () => cpuSeconds(child.pid ?? 0),
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

const TICKS_A_SECOND = 100;

async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name of the program, in brackets, may contain spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

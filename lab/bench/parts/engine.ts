import { ours, type RunOne, theirs } from '../engine/runners.ts';
import type { Figure, Measured, Scale } from '../figures.ts';
import { median } from '../statistics.ts';

const ROUNDS = 5;
const MEMORY_SAMPLES = 10;

interface Round {
  perSecond: number;
  cpuMicros: number;
}

async function round(run: RunOne, executions: number, atOnce: number): Promise<Round> {
  let left = executions;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await run();
    }
  };
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  await Promise.all(Array.from({ length: atOnce }, worker));
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - started) / 1000;
  return { perSecond: executions / seconds, cpuMicros: (user + system) / executions };
}

/** Heap in MB after every tenth of the executions, after garbage collection. */
async function heapOver(run: RunOne, executions: number): Promise<number[]> {
  const collect = globalThis.gc;
  if (collect === undefined) throw new Error('start node with --expose-gc');
  const heap: number[] = [];
  for (let sample = 0; sample <= MEMORY_SAMPLES; sample += 1) {
    if (sample > 0) await round(run, executions / MEMORY_SAMPLES, 50);
    collect();
    heap.push(process.memoryUsage().heapUsed / 2 ** 20);
  }
  return heap;
}

/** The same state machine on our engine and on the published one, alternately. */
export async function measure(scale: Scale): Promise<Measured> {
  const [executions, many] = scale === 'full' ? [3_000, 100_000] : [200, 2_000];
  const engines = { ours: ours(), 'aws-local-stepfunctions': theirs() };
  const figures: Figure[] = [];
  for (const run of Object.values(engines)) await round(run, executions, 1);

  for (const atOnce of [1, 50]) {
    const rounds: Record<string, Round[]> = { ours: [], 'aws-local-stepfunctions': [] };
    for (let at = 0; at < ROUNDS; at += 1)
      for (const [name, run] of Object.entries(engines))
        rounds[name]?.push(await round(run, executions, atOnce));
    const medianOf = (name: string, field: keyof Round) =>
      median((rounds[name] ?? []).map((each) => each[field]));
    for (const name of Object.keys(engines)) {
      figures.push(
        {
          name: `${name}, ${atOnce} at once`,
          value: medianOf(name, 'perSecond'),
          unit: 'executions/s',
          better: 'higher',
        },
        {
          name: `${name}, ${atOnce} at once, CPU`,
          value: medianOf(name, 'cpuMicros'),
          unit: 'µs/execution',
          better: 'lower',
        },
      );
    }
    figures.push({
      name: `ours / aws-local-stepfunctions, ${atOnce} at once`,
      value: medianOf('ours', 'perSecond') / medianOf('aws-local-stepfunctions', 'perSecond'),
      unit: 'times',
      better: 'higher',
      goal: 3,
    });
  }

  const heap = await heapOver(engines.ours, many);
  const [first = 0, last = 0] = [heap[1], heap.at(-1)];
  figures.push({
    name: `ours, growth of the heap over ${many} executions`,
    value: last - first,
    unit: 'MB',
    better: 'lower',
    goal: 1,
  });
  return {
    figures,
    notes: [
      'Five tasks, a Choice and a Pass, handlers that return their input. Ours: JSONata with the JSON boundary, limits and log records of Express. The other: JSONPath.',
      `${ROUNDS} rounds of ${executions} executions each, in turns; medians.`,
    ],
  };
}

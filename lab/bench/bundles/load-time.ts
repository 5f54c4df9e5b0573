import { type Bundled, runBare } from './bundled.ts';

/** Milliseconds. Processor time is more reliable while the machine does other work. */
export interface LoadTime {
  elapsed: number;
  processor: number;
}

const LOAD = `
import { pathToFileURL } from 'node:url';
const [started, used] = [performance.now(), process.cpuUsage()];
await import(pathToFileURL(process.argv[1]).href);
const elapsed = performance.now() - started;
const { user, system } = process.cpuUsage(used);
process.stdout.write(JSON.stringify({ elapsed, processor: (user + system) / 1000 }), () => process.exit());
`;

/** Load time of the bundle in a process of its own, without the start of Node: medians of `times` runs. */
export async function loadTime(bundled: Bundled, times: number): Promise<LoadTime> {
  const taken: LoadTime[] = [];
  for (let at = 0; at < times; at += 1)
    taken.push(JSON.parse(await runBare(bundled, LOAD, bundled.environment)));
  return {
    elapsed: median(taken.map(({ elapsed }) => elapsed)),
    processor: median(taken.map(({ processor }) => processor)),
  };
}

const median = (values: number[]): number =>
  Math.round(values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN);

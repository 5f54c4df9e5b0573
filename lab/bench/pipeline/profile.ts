import { type Profiler, Session } from 'node:inspector/promises';

/** Areas of processor time. The first pattern that matches a file's URL wins. */
const AREAS: [string, RegExp][] = [
  ['AWS SDK', /node_modules\/(@aws-sdk|@smithy|@aws-crypto|@aws)\//],
  ['Redis client', /node_modules\/(ioredis|redis-|@ioredis|standard-as-callback|denque|cluster-key-slot)/],
  ['schemas (zod)', /node_modules\/zod\//],
  ['engine', /local\/(engine|workflow)|node_modules\/jsonata\//],
  ['packing', /adapters\/packed|tasks\/carried/],
  ['embedded bus and model', /local\/|node_modules\/(hono|@hono)\//],
  ['tasks, domain, adapters', /\/(tasks|domain|adapters|model)\//],
];
const SAMPLE_EVERY_MICROS = 500;

/** Microseconds of this thread by area during `work`, without idle time. */
export async function profiled(work: () => Promise<unknown>): Promise<Map<string, number>> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_MICROS });
    await session.post('Profiler.start');
    await work();
    const { profile } = await session.post('Profiler.stop');
    return byArea(profile);
  } finally {
    session.disconnect();
  }
}

// Time in Node's own code counts for its caller; without a caller, for Node.
function byArea({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Map<string, number> {
  const areas = new Map<number, string>();
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const known = new Map(nodes.map((node) => [node.id, node]));
  const areaOf = (id: number): string => {
    const found = areas.get(id) ?? areaAt(id);
    areas.set(id, found);
    return found;
  };
  const areaAt = (id: number): string => {
    const { functionName = '', url = '' } = known.get(id)?.callFrame ?? {};
    if (functionName === '(garbage collector)') return 'garbage collector';
    if (functionName === '(idle)') return 'idle';
    const area = AREAS.find(([, pattern]) => pattern.test(url))?.[0];
    if (area !== undefined) return area;
    const parent = parents.get(id);
    return parent === undefined ? 'Node: sockets, streams, timers' : areaOf(parent);
  };
  const micros = new Map<string, number>();
  for (const [at, id] of samples.entries()) {
    const area = areaOf(id);
    if (area !== 'idle') micros.set(area, (micros.get(area) ?? 0) + (timeDeltas[at] ?? 0));
  }
  return new Map([...micros].sort(([, a], [, b]) => b - a));
}

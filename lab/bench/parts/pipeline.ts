import type { Figure, Measured, Scale } from '../figures.ts';
import { profiled } from '../pipeline/profile.ts';
import { putProducts } from '../pipeline/put-products.ts';
import { sampleOf } from '../pipeline/sample.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { type Traffic, traffic } from '../pipeline/traffic.ts';
import { WAYS, type Way, type WayName, waysOver } from '../pipeline/ways.ts';
import { median, percentile } from '../statistics.ts';

const AT_ONCE = 16;

interface Round {
  perSecond: number;
  latencies: number[];
  cpuMicros: number;
}

async function round(services: Services, way: Way, events: Traffic, size: number): Promise<Round> {
  const started = new Map<string, number>();
  let left = size;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      const envelope = events.next();
      started.set(envelope.id, performance.now());
      await way(envelope);
    }
  };
  const [from, cpu] = [performance.now(), process.cpuUsage()];
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const latencies = [...started].flatMap(([eventId, at]) => {
    const shown = services.shownAt.get(eventId);
    return shown === undefined ? [] : [shown - at];
  });
  services.shownAt.clear();
  return { perSecond: size / seconds, latencies, cpuMicros: (user + system) / size };
}

/** Processor time of this thread for one event, by area: the shares from the profiler, the total from the kernel. */
async function timeOf(way: Way, events: Traffic, size: number): Promise<Map<string, number>> {
  let left = size;
  const worker = async () => {
    for (; left > 0; left -= 1) await way(events.next());
  };
  const before = process.threadCpuUsage();
  const profile = await profiled(() => Promise.all(Array.from({ length: AT_ONCE }, worker)));
  const { user, system } = process.threadCpuUsage(before);
  const total = [...profile.values()].reduce((sum, micros) => sum + micros, 0);
  return new Map([...profile].map(([area, micros]) => [area, ((micros / total) * (user + system)) / size]));
}

/** The whole workflow, one function with the same calls, and the calls alone, alternately. */
export async function measure(scale: Scale): Promise<Measured> {
  const [size, rounds] = scale === 'full' ? [1_500, 4] : [150, 2];
  const services = await startServices();
  const events = traffic();
  await putProducts(services, events.productIds);
  const sample = await sampleOf(services, events.next());
  const ways = waysOver(services, sample);
  const found = Object.fromEntries(WAYS.map((name) => [name, [] as Round[]])) as Record<WayName, Round[]>;
  const calls = new Map<WayName, string>();
  const areas: Figure[] = [];
  try {
    for (const name of WAYS) await round(services, ways[name], events, size / 3);
    for (let at = 0; at < rounds; at += 1)
      for (const name of WAYS) {
        services.counts.clear();
        found[name].push(await round(services, ways[name], events, size));
        calls.set(name, callsText(services.counts, size));
      }
    for (const name of WAYS)
      for (const [area, value] of await timeOf(ways[name], events, size))
        areas.push({ name: `${name}, time in: ${area}`, value, unit: 'µs/event', better: 'lower' });
  } finally {
    await services.stop();
  }

  const rate = (name: WayName) => median(found[name].map(({ perSecond }) => perSecond));
  const figures = WAYS.flatMap((name): Figure[] => {
    const latencies = found[name].flatMap((each) => each.latencies);
    return [
      { name: `${name}, events`, value: rate(name), unit: 'events/s', better: 'higher' },
      {
        name: `${name}, CPU`,
        value: median(found[name].map((each) => each.cpuMicros)),
        unit: 'µs/event',
        better: 'lower',
      },
      ...[50, 95, 99].map(
        (percent): Figure => ({
          name: `${name}, event to Redis p${percent}`,
          value: percentile(latencies, percent),
          unit: 'ms',
          better: 'lower',
        }),
      ),
    ];
  });
  return {
    figures: [
      ...figures,
      {
        name: 'workflow / one function',
        value: rate('workflow') / rate('one function'),
        unit: 'times',
        better: 'higher',
        goal: 0.85,
      },
      {
        name: 'workflow / bare calls',
        value: rate('workflow') / rate('bare calls'),
        unit: 'times',
        better: 'higher',
      },
      ...areas,
    ],
    notes: [
      `${rounds} rounds of ${size} events, ${AT_ONCE} at a time, in turns; medians. dynalite in its own thread, a real redis-server, the model over HTTP. CPU: all threads. «time in»: the thread that runs the events, under a profiler.`,
      ...[...calls].map(([name, text]) => `calls an event, ${name}: ${text}`),
    ],
  };
}

const callsText = (counts: Services['counts'], events: number): string =>
  [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([call, times]) => `${call} ${(times / events).toFixed(2)}`)
    .join(', ');

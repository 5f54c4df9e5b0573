import { shift } from '../../domain/values/time.ts';
import type { Live, LiveSecond } from '../routes/live.ts';
import type { FoundEvent } from '../routes/search.ts';

/** The counts of ended events. */
export type LiveCounts = Pick<
  Live,
  'windowMs' | 'eventsPerSecond' | 'history' | 'outcomes' | 'latencyMs' | 'fallback' | 'newest'
>;

export interface LiveCounters {
  add(events: FoundEvent[]): void;
  counts(now: string): LiveCounts;
}

export const WINDOW_MS = 300_000;
const HISTORY_SECONDS = 120;
const RATE_SECONDS = 10;
const NEWEST = 30;

interface Second {
  events: number;
  outcomes: Record<string, number>;
  fallbacks: Record<string, number>;
  /** Proposals by the model, and by the rules as its fallback. */
  proposals: number;
  latencies: Map<number, number>;
}

/** Counts by the second for five minutes, so that an answer costs the same for any number of events. */
export function liveCounters(): LiveCounters {
  const seconds = new Map<number, Second>();
  let newest: FoundEvent[] = [];

  return {
    add(events) {
      for (const event of events) addTo(secondOf(seconds, event), event);
      newest = [...events, ...newest].sort(lastClosedFirst).slice(0, NEWEST);
      const newestSecond = Math.max(...seconds.keys());
      for (const at of seconds.keys()) if (at < newestSecond - WINDOW_MS / 1000) seconds.delete(at);
    },

    counts(now) {
      const nowSecond = Math.floor(Date.parse(now) / 1000);
      const within = [...seconds].filter(([at]) => at > nowSecond - WINDOW_MS / 1000 && at <= nowSecond);
      const all = within.map(([, second]) => second);
      const recent = within.filter(([at]) => at > nowSecond - RATE_SECONDS);
      const proposals = all.reduce((sum, each) => sum + each.proposals, 0);
      const reasons = summed(all.map(({ fallbacks }) => fallbacks));
      const fallbacks = Object.values(reasons).reduce((sum, each) => sum + each, 0);
      return {
        windowMs: WINDOW_MS,
        eventsPerSecond: recent.reduce((sum, [, { events }]) => sum + events, 0) / RATE_SECONDS,
        history: historyUpTo(nowSecond, seconds),
        outcomes: summed(all.map(({ outcomes }) => outcomes)),
        latencyMs: percentiles(all.map(({ latencies }) => latencies)),
        fallback: { share: proposals === 0 ? 0 : fallbacks / proposals, reasons },
        newest,
      };
    },
  };
}

/** The counts of events that were read together. */
export function countsOf(events: FoundEvent[], now: string): LiveCounts {
  const counters = liveCounters();
  const since = shift(now, -WINDOW_MS);
  counters.add(events.filter(({ closedAt = '' }) => closedAt >= since));
  return counters.counts(now);
}

function secondOf(seconds: Map<number, Second>, { closedAt = '' }: FoundEvent): Second {
  const at = Math.floor(Date.parse(closedAt) / 1000);
  const known = seconds.get(at);
  if (known) return known;
  const second: Second = { events: 0, outcomes: {}, fallbacks: {}, proposals: 0, latencies: new Map() };
  seconds.set(at, second);
  return second;
}

function addTo(second: Second, { outcome, source, fallbackReason, latencyMs }: FoundEvent): void {
  second.events += 1;
  count(second.outcomes, outcome);
  if (source === 'model' || fallbackReason !== undefined) second.proposals += 1;
  if (fallbackReason !== undefined) count(second.fallbacks, fallbackReason);
  if (latencyMs !== undefined) {
    const step = stepOf(latencyMs);
    second.latencies.set(step, (second.latencies.get(step) ?? 0) + 1);
  }
}

const count = (counts: Record<string, number>, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

function summed(all: Record<string, number>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const counts of all)
    for (const [name, each] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + each;
  return sum;
}

const historyUpTo = (nowSecond: number, seconds: Map<number, Second>): LiveSecond[] =>
  Array.from({ length: HISTORY_SECONDS }, (_, index) => {
    const at = nowSecond - HISTORY_SECONDS + index;
    const { events = 0, outcomes = {} } = seconds.get(at) ?? {};
    return {
      at: new Date(at * 1000).toISOString(),
      events,
      priced: outcomes['priced'] ?? 0,
      deadLettered: outcomes['dead-lettered'] ?? 0,
    };
  });

// Latencies in steps of one percent: few counters, and percentiles are at most half a step off.
const STEP = Math.log(1.01);
const stepOf = (ms: number): number => Math.round(Math.log1p(Math.max(0, ms)) / STEP);
const msOf = (step: number): number => Math.round(Math.expm1(step * STEP));

function percentiles(all: Map<number, number>[]): Live['latencyMs'] {
  const counts = new Map<number, number>();
  for (const each of all) for (const [step, times] of each) counts.set(step, (counts.get(step) ?? 0) + times);
  const steps = [...counts].sort(([a], [b]) => a - b);
  const total = steps.reduce((sum, [, times]) => sum + times, 0);
  if (total === 0) return null;
  const at = (share: number): number => {
    let passed = 0;
    for (const [step, times] of steps) {
      passed += times;
      if (passed >= share * total) return msOf(step);
    }
    return 0;
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

const lastClosedFirst = (a: FoundEvent, b: FoundEvent): number =>
  (a.closedAt ?? '') > (b.closedAt ?? '') ? -1 : (a.closedAt ?? '') < (b.closedAt ?? '') ? 1 : 0;

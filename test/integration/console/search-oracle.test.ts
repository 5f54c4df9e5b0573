import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EventFilter, FoundEvent } from '../../../api/routes/search.ts';
import { openIndex, type SqliteIndex } from '../../../api/search/sqlite-index.ts';
import { shift } from '../../../domain/values/time.ts';

const EVENTS = 100_000;
const QUERIES = 200;
const PAGE = 50;
const START = '2026-11-20T00:00:00.000Z';
const SPAN_MS = 5 * 86_400_000;

const generator = xoroshiro128plus(4_711);
const random = (): number => uniformFloat64(generator);
const below = (end: number): number => Math.floor(random() * end);
const one = <Item>(of: readonly Item[]): Item => of[below(of.length)] as Item;
const maybe = <Value>(chance: number, value: () => Value): Value | undefined =>
  random() < chance ? value() : undefined;
/** Values by frequency: the first are common, the last rare. */
const skewed = (most: number): number => Math.floor(most * random() ** 3);

const OUTCOMES = ['priced', 'held', 'superseded', 'rejected', 'shadowed', 'dead-lettered', 'open'] as const;
const ERRORS = ['StoreUnavailable', 'UnknownProduct', 'InvalidEvent', 'SequenceJump', 'States.Timeout'];
const GUARDRAILS = ['max-step', 'rounding', 'margin-floor', 'map', 'price-band', 'price'];
const REASONS = [
  'approved',
  'dead-band: 1% is Too Little',
  'ÄRGER mit ÜBER 100%',
  'sequence_7 was decided before',
];

function someEvent(at: number): FoundEvent {
  const outcome = OUTCOMES[Math.min(skewed(9), 6)] ?? 'open';
  const isDead = outcome === 'dead-lettered';
  const source = one(['model', 'rules', 'operator'] as const);
  const error = isDead ? one(ERRORS) : undefined;
  // Many events of the same time, so that pages end among them.
  const acceptedAt = shift(START, Math.floor(below(SPAN_MS) / 500) * 500);
  const found = {
    eventId: `event-${(at * 7_919) % EVENTS}`,
    productId: maybe(0.98, () => `SKU${skewed(2_000)}`),
    kind: one(['inventory', 'inventory', 'inventory', 'reprice', 'seed']),
    acceptedAt,
    closedAt: outcome === 'open' ? undefined : shift(acceptedAt, below(2_000)),
    outcome,
    reason: error === undefined ? maybe(0.9, () => one(REASONS)) : `${error}: it broke at ${below(100)}`,
    error,
    stage: isDead ? one(['LoadContext', 'PredictPrice', 'Commit']) : undefined,
    source,
    model: source === 'model' ? one(['demand@1', 'demand@2']) : undefined,
    policy: maybe(0.9, () => `${one(['default', 'odd@name'])}@${1 + skewed(12)}`),
    guardrails: GUARDRAILS.filter(() => random() < 0.15),
  };
  return Object.fromEntries(
    Object.entries(found).filter(([, value]) => value !== undefined),
  ) as unknown as FoundEvent;
}

function someFilter(): EventFilter {
  const since = maybe(0.3, () => shift(START, below(SPAN_MS)));
  const filter = {
    product: maybe(0.25, () => `SKU${skewed(2_000)}`),
    outcome: maybe(0.5, () => OUTCOMES.filter(() => random() < 0.3)),
    kind: maybe(0.15, () => one(['inventory', 'reprice', 'none'])),
    since,
    until: maybe(0.3, () => shift(since ?? START, below(SPAN_MS))),
    reason: maybe(0.2, () => one(['dead-band', 'too little', 'über', '%', '_7', 'nowhere', 'Broke at 7'])),
    error: maybe(0.1, () => one(ERRORS)),
    stage: maybe(0.1, () => one(['Commit', 'LoadContext'])),
    guardrail: maybe(0.2, () => one(GUARDRAILS)),
    model: maybe(0.15, () => one(['demand@1', 'demand'])),
    policy: maybe(0.2, () => one(['default', 'default@3', 'odd@name', 'odd', 'odd@name@1'])),
    source: maybe(0.1, () => one(['model', 'rules', 'operator'] as const)),
    event: maybe(0.03, () => `event-${below(EVENTS)}`),
  };
  return Object.fromEntries(
    Object.entries(filter).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    ),
  ) as EventFilter;
}

const newestFirst = (a: FoundEvent, b: FoundEvent): number =>
  a.acceptedAt === b.acceptedAt ? (a.eventId < b.eventId ? 1 : -1) : a.acceptedAt < b.acceptedAt ? 1 : -1;

/** The expected result, by a scan of every event, newest first. */
function bruteForce(newest: FoundEvent[], filter: EventFilter): FoundEvent[] {
  const same = (wanted: unknown, is: unknown) => wanted === undefined || wanted === is;
  return newest.filter(
    (each) =>
      same(filter.product, each.productId) &&
      same(filter.kind, each.kind) &&
      same(filter.error, each.error) &&
      same(filter.stage, each.stage) &&
      same(filter.model, each.model) &&
      same(filter.source, each.source) &&
      same(filter.event, each.eventId) &&
      (filter.outcome === undefined || filter.outcome.includes(each.outcome)) &&
      (filter.since === undefined || each.acceptedAt >= filter.since) &&
      (filter.until === undefined || each.acceptedAt <= filter.until) &&
      (filter.reason === undefined ||
        (each.reason ?? '').toLowerCase().includes(filter.reason.toLowerCase())) &&
      (filter.guardrail === undefined || each.guardrails.includes(filter.guardrail)) &&
      (filter.policy === undefined ||
        each.policy === filter.policy ||
        each.policy?.replace(/@\d+$/, '') === filter.policy),
  );
}

describe('a search over 100,000 events', () => {
  let dir: string;
  let index: SqliteIndex;
  const events = Array.from({ length: EVENTS }, (_, at) => someEvent(at));
  const newest = events.toSorted(newestFirst);

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'pricewire-index-'));
    index = openIndex(join(dir, 'events.db'), (file) => rmSync(file, { force: true }));
    for (let at = 0; at < EVENTS; at += 1_000) index.put(events.slice(at, at + 1_000));
  }, 120_000);
  afterAll(async () => {
    index?.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('finds in 200 random queries just what looking at each event finds, page by page', () => {
    const times: number[] = [];
    let matched = 0;
    for (let query = 0; query < QUERIES; query += 1) {
      const filter = someFilter();
      const expected = bruteForce(newest, filter).map(({ eventId }) => eventId);
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const began = performance.now();
        const page = index.search(filter, { limit: PAGE, cursor });
        times.push(performance.now() - began);
        if (cursor === undefined)
          expect(page.total, JSON.stringify(filter)).toBe(
            expected.length > 10_000 ? undefined : expected.length,
          );
        found.push(...page.events.map(({ eventId }) => eventId));
        cursor = page.next;
      } while (cursor !== undefined && found.length < 4 * PAGE);
      expect(found, JSON.stringify(filter)).toEqual(expected.slice(0, found.length));
      if (cursor === undefined) expect(found.length).toBe(expected.length);
      matched += expected.length;
    }
    const sorted = times.sort((a, b) => a - b);
    const at = (share: number) => `${sorted[Math.floor(share * (sorted.length - 1))]?.toFixed(1)} ms`;
    console.log(`search over ${EVENTS} events: p50 ${at(0.5)}, p95 ${at(0.95)}, at most ${at(1)}`);
    expect(matched).toBeGreaterThan(EVENTS);
  }, 120_000);

  it('walks through all dead letters without a gap or a double while events come in', () => {
    const filter: EventFilter = { outcome: ['dead-lettered'] };
    const expected = bruteForce(newest, filter).map(({ eventId }) => eventId);
    const found: string[] = [];
    let newer: number | undefined;
    let cursor: string | undefined;
    let arrived = 0;
    do {
      const page = index.search(filter, { limit: 500, cursor });
      found.push(...page.events.map(({ eventId }) => eventId));
      newer = page.newer;
      cursor = page.next;
      arrived += 1;
      const late = { ...someEvent(0), acceptedAt: shift(START, SPAN_MS + arrived), guardrails: [] };
      index.put([{ ...late, eventId: `late-${arrived}`, outcome: 'dead-lettered' }]);
    } while (cursor !== undefined);
    expect(found).toEqual(expected);
    expect(newer).toBe(arrived - 1);
  });
});

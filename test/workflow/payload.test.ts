import { beforeAll, describe, expect, it } from 'vitest';
import { dayOf, hourOf } from '../../domain/values/time.ts';
import { daysAgo, hoursAgo, inForce, minutesAgo, NOW, policy, product, state } from '../unit/domain/make.ts';
import { inventory } from './support/envelopes.ts';
import { play, selling } from './support/scenarios.ts';
import type { Attempt } from './support/trace.ts';
import { rowOf, stateOf, type World } from './support/world.ts';

const LIMIT = 262_144;
const LONGEST_ID = '猫'.repeat(128);
const list = <T>(length: number, make: (at: number) => T): T[] => Array.from({ length }, (_, at) => make(at));

const terms = policy({
  model: { use: true, candidates: 65, minimumHours: 0 },
  rules: list(50, (at) => ({ kind: 'low-stock', below: at + 1, raisePercent: 1 })),
  guardrails: {
    reviewJump: { ofPriceInForcePercent: 1_000, ofListPercent: 1_000 },
    cooldown: { minutes: 1 },
    priceBand: { lowest: 1, highest: 1e9, percentOfList: { lowest: 1, highest: 1_000 } },
    emergencyCaps: list(50, (at) => ({
      id: `${at}`.padEnd(100, 'x'),
      regions: ['DE', 'FR', 'IT'],
      from: daysAgo(20),
      maxRaisePercent: 500,
    })),
    maxStep: { percent: 900 },
    windowBand: { percent: 900 },
    reversalLimit: { max: 20, windowMinutes: 1 },
    rounding: { endings: list(20, (at) => at * 5) },
    deadBand: { percent: 0.1 },
  },
});

const full = product({
  productId: LONGEST_ID,
  name: '猫'.repeat(300),
  category: '猫'.repeat(100),
  listPrice: 100_000,
  region: 'DE',
  minimumPrice: 1,
  minimumAdvertisedPrice: 1,
  lowestPrice: 1,
  highestPrice: 1e9,
  saleStartsAt: daysAgo(1),
});

const busy = selling({
  productId: LONGEST_ID,
  price: inForce(100_000),
  dailyLows: Object.fromEntries(list(31, (at) => [dayOf(daysAgo(at)), 90_000])),
  hourlyRanges: Object.fromEntries(
    list(25, (at) => [hourOf(hoursAgo(at)), { lowest: 90_000, highest: 100_000 }]),
  ),
  movement: { direction: 'up', reversals: list(20, (at) => minutesAgo(at)) },
  unsettled: Object.fromEntries(
    list(100, (at) => [
      `other-${at}`.padEnd(200, 'x'),
      { outcome: 'priced' as const, revision: 1, reason: 'approved', at: NOW },
    ]),
  ),
});

const envelope = inventory(
  { productId: LONGEST_ID, stock: 45, reason: '猫'.repeat(500), location: '猫'.repeat(200) },
  'x'.repeat(200),
);

describe('the largest event and product under a large policy', () => {
  let attempts: Attempt[];
  let world: World;
  beforeAll(async () => {
    const played = await play({ envelope, options: { product: full, policy: terms, state: busy } });
    attempts = played.ran.attempts;
    world = played.world;
  });

  it('has the intended size', () => {
    const { outcome } = rowOf(world, envelope.id);
    const [evidence] = Object.values(world.ledger.evidence);
    const after = world.states[LONGEST_ID];
    expect(outcome).toBe('priced');
    expect(evidence?.proposal?.curve).toHaveLength(65);
    expect(evidence?.decision.trail).toHaveLength(13);
    expect(Object.keys(after?.dailyLows ?? {})).toHaveLength(31);
    expect(Object.keys(after?.hourlyRanges ?? {})).toHaveLength(25);
    expect(Object.keys(after?.frozenPrices ?? {})).toHaveLength(50);
  });

  it('stays below a quarter of the payload limit in every state', () => {
    const sizes = attempts.map(
      ({ state: name, parameters }) => [name, Buffer.byteLength(parameters)] as const,
    );
    expect(sizes.length).toBeGreaterThanOrEqual(8);
    expect(sizes.filter(([, size]) => size > LIMIT / 4)).toEqual([]);
  });

  it('does not carry the marks of other events', () => {
    const told = attempts.map(({ parameters }) => parameters);
    expect(told.filter((parameters) => parameters.includes(full.productId)).length).toBeGreaterThanOrEqual(5);
    expect(told.filter((parameters) => parameters.includes('other-99'))).toEqual([]);
  });
});

describe('marks of other events', () => {
  it('remain after the commit, though the workflow never saw them', async () => {
    const mark = { outcome: 'held' as const, revision: 1, reason: 'paused', at: NOW };
    const { world } = await play({ options: { state: state({ unsettled: { other: mark } }) } });
    expect(stateOf(world).unsettled).toEqual({ other: mark });
  });
});

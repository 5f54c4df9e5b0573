import { describe, expect, it } from 'vitest';
import { commitDecision } from '../../../../domain/decision/commit.ts';
import { noState } from '../../../../domain/state/price-state.ts';
import {
  daysAgo,
  decided,
  ending,
  guarded,
  hoursAgo,
  inForce,
  inventory,
  minutesAgo,
  product,
  said,
  state,
} from '../make.ts';

const FROM = daysAgo(2);
const cap = { id: 'flood', from: FROM, maxRaisePercent: 10 };
const capped = (changes: object = {}) => guarded({ emergencyCaps: [{ ...cap, ...changes }] });
const before = state({ price: inForce(1_000, { since: daysAgo(3) }) });

describe('emergency-cap', () => {
  it.each([
    [1_100, 1_100],
    [1_101, 1_100],
    [9_999, 1_100],
    [900, 900],
  ])('makes of %d, under a cap of 10 percent above 1000: %d', (amount, expected) => {
    expect(ending(decided(amount, { policy: capped(), state: before }))).toBe(expected);
  });

  it('says since when it holds, as people read it', () => {
    expect(said(decided(9_999, { policy: capped(), state: before }), 'emergency-cap').bound).toBe(
      'emergency cap flood: 10% above the price before 2026-11-20 12:00:00 UTC',
    );
  });

  it('never rounds the cap up', () => {
    const odd = state({ price: inForce(999, { since: daysAgo(3) }) });
    expect(ending(decided(9_999, { policy: capped(), state: odd }))).toBe(1_098);
  });

  it.each([
    ['before it starts', { from: minutesAgo(-1) }, 5_000],
    ['at its start', { from: minutesAgo(0) }, 1_100],
    ['before its end', { until: minutesAgo(-1) }, 1_100],
    ['at its end', { until: minutesAgo(0) }, 5_000],
  ])('holds from its start until its end: %s', (_, dates, expected) => {
    expect(ending(decided(5_000, { policy: capped(dates), state: before }))).toBe(expected);
  });

  it.each([
    ['the region of the product', ['north'], 'north', 1_100],
    ['another region', ['south'], 'north', 5_000],
    ['one of several', ['south', 'north'], 'north', 1_100],
    ['no region in particular', undefined, 'north', 1_100],
  ])('holds in its regions only: %s', (_, regions, region, expected) => {
    const decision = decided(5_000, {
      policy: capped({ regions }),
      state: before,
      product: product({ region }),
    });
    expect(ending(decision)).toBe(expected);
  });

  it('takes the tightest of the caps in force', () => {
    const emergencyCaps = [
      cap,
      { ...cap, id: 'fire', maxRaisePercent: 5 },
      { ...cap, id: 'storm', maxRaisePercent: 50 },
    ];
    expect(ending(decided(5_000, { policy: guarded({ emergencyCaps }), state: before }))).toBe(1_050);
  });

  it('measures by the price from before its date, not by the price in force', () => {
    const raised = state({ price: inForce(1_080), frozenPrices: { flood: 1_000 } });
    expect(ending(decided(5_000, { policy: capped(), state: raised }))).toBe(1_100);
  });

  it('does not creep upwards over ten events', () => {
    let now = before;
    for (let i = 2; i < 12; i++) {
      const event = inventory({ eventId: `e${i}`, sequence: i });
      now = commitDecision(now, event, decided(5_000, { policy: capped(), state: now, event }));
    }
    expect(now.price?.amount).toBe(1_100);
  });

  it('keeps the frozen price that it was first measured by', () => {
    const { frozenPrices } = decided(1_050, { policy: capped(), state: before });
    expect(frozenPrices).toEqual({ flood: 1_000 });
  });

  it('fixes nothing before it starts', () => {
    expect(decided(1_050, { policy: capped({ from: minutesAgo(-1) }), state: before }).frozenPrices).toEqual(
      {},
    );
  });

  it('takes the low of the day of its date when the price has changed since', () => {
    const dailyLows = { '2026-11-18': 700, '2026-11-19': 800, '2026-11-20': 900, '2026-11-21': 600 };
    const changed = state({ price: inForce(600, { since: hoursAgo(20) }), dailyLows });
    expect(ending(decided(5_000, { policy: capped(), state: changed }))).toBe(990);
  });

  it('is no looser than the price in force at its start, when that came on the same day', () => {
    // 2000 until 9:00 on the day of the cap, 1000 when it starts at noon, 1500 since yesterday.
    const dailyLows = { '2026-11-19': 2_000, '2026-11-20': 1_000, '2026-11-21': 1_000 };
    const fell = state({ price: inForce(1_500, { since: daysAgo(1) }), dailyLows });
    expect(ending(decided(5_000, { policy: capped(), state: fell }))).toBe(1_100);
  });

  it('measures a product that came later by its list price', () => {
    expect(ending(decided(5_000, { policy: capped(), state: noState('SKU1') }))).toBe(1_100);
  });

  it('replaces a price in force above it rather than hold it', () => {
    const policy = guarded({ emergencyCaps: [cap], cooldown: { minutes: 10_000 } });
    const above = state({ price: inForce(1_200), frozenPrices: { flood: 1_000 } });
    expect(ending(decided(1_200, { policy, state: above }))).toBe(1_100);
  });

  it('rejects where the price band asks for more than it allows', () => {
    const policy = guarded({ emergencyCaps: [cap], priceBand: { lowest: 1_101 } });
    expect(said(decided(1_200, { policy, state: before }), 'emergency-cap').verdict).toBe('reject');
  });
});

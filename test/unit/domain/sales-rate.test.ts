import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commitDecision } from '../../../domain/decision/commit.ts';
import { observeStock, recentSales, type SalesRate } from '../../../domain/demand/sales-rate.ts';
import type { PriceState } from '../../../domain/state/price-state.ts';
import { HOUR_MS, shift } from '../../../domain/values/time.ts';
import { decided, inForce, inventory, NOW, policy, release, state } from './make.ts';

const HALF_LIFE = 60;
/** Long enough that nothing fades within a few hours, to four decimals. */
const NEVER = 1e9;
interface Seen {
  hours: number;
  stock: number;
}

/** The rate after observations of the stock at these hours, at a price of 10.00. */
function watch(seen: Seen[], halfLifeMinutes = HALF_LIFE): SalesRate {
  let last: Parameters<typeof observeStock>[0] = { price: { amount: 1_000 } };
  for (const { hours, stock } of seen) {
    const at = shift(NOW, Math.round(hours * HOUR_MS));
    last = { ...last, salesRate: observeStock(last, { stock, at }, halfLifeMinutes), stock, stockAt: at };
  }
  return last.salesRate ?? { units: 0, hours: 0, priceHours: 0 };
}
const rate = (seen: Seen[], halfLifeMinutes = HALF_LIFE) => recentSales(watch(seen, halfLifeMinutes), 0);

describe('the sales rate', () => {
  it.each([0.01, 1, 24])('is units an hour, when 6 were sold in %d hours', (hours) => {
    const seen = [
      { hours: 0, stock: 10 },
      { hours, stock: 4 },
    ];
    expect(rate(seen)?.unitsPerHour).toBeCloseTo(6 / hours, 6);
  });

  it('is seen at the price in force', () => {
    const seen = [
      { hours: 0, stock: 10 },
      { hours: 1, stock: 4 },
    ];
    expect(rate(seen)?.atPrice).toBeCloseTo(1_000, 6);
  });

  it('counts the hours in which nothing was sold', () => {
    const seen = [
      { hours: 0, stock: 10 },
      { hours: 1, stock: 4 },
      { hours: 2, stock: 4 },
    ];
    expect(rate(seen, NEVER)?.unitsPerHour).toBeCloseTo(3, 4);
  });

  it('does not count the hours in which there was nothing to sell', () => {
    const seen = [
      { hours: 0, stock: 6 },
      { hours: 1, stock: 0 },
      { hours: 5, stock: 0 },
    ];
    expect(rate(seen, NEVER)?.unitsPerHour).toBeCloseTo(6, 4);
  });

  it('forgets by half every half-life', () => {
    const sold = watch([
      { hours: 0, stock: 10 },
      { hours: 1, stock: 4 },
    ]);
    const restocked = watch([
      { hours: 0, stock: 10 },
      { hours: 1, stock: 4 },
      { hours: 2, stock: 50 },
    ]);
    expect(restocked.units).toBeCloseTo(sold.units / 2, 9);
  });

  it('does not take a restock for sales, nor its time for time without sales', () => {
    const seen = [
      { hours: 0, stock: 10 },
      { hours: 1, stock: 4 },
      { hours: 3, stock: 100 },
    ];
    expect(rate(seen)?.unitsPerHour).toBeCloseTo(6, 6);
  });

  it('goes on from the stock after a restock', () => {
    const seen = [
      { hours: 0, stock: 4 },
      { hours: 1, stock: 100 },
      { hours: 2, stock: 97 },
    ];
    expect(rate(seen)?.unitsPerHour).toBeCloseTo(3, 6);
  });

  it('is not changed by the same stock seen twice at one instant', () => {
    const once = [
      { hours: 0, stock: 10 },
      { hours: 1, stock: 4 },
    ];
    expect(watch([...once, { hours: 1, stock: 4 }])).toEqual(watch(once));
  });

  it('counts all the units of two sales at one instant', () => {
    const seen = [
      { hours: 0, stock: 10 },
      { hours: 1, stock: 8 },
      { hours: 1, stock: 4 },
    ];
    expect(rate(seen, NEVER)?.unitsPerHour).toBeCloseTo(6, 4);
  });

  it('is unknown before a second look', () => {
    expect(rate([{ hours: 0, stock: 10 }])).toBeUndefined();
  });

  it.each([
    [0.9, 1, undefined],
    [1, 1, 6],
  ])('after %d hours, when %d are asked for, is %s', (hours, minimumHours, unitsPerHour) => {
    const seen = { units: 6 * hours, hours, priceHours: 1_000 * hours };
    expect(recentSales(seen, minimumHours)?.unitsPerHour).toBe(unitsPerHour);
  });

  it('does not depend on how an interval of steady sales is split', () => {
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 10 });
    const halfLives = fc.integer({ min: 1, max: 3_000 });
    fc.assert(
      fc.property(cuts, halfLives, (inner, halfLifeMinutes) => {
        const at = (hours: number) => ({ hours: hours / 10, stock: 1_000 - hours });
        const split = watch([0, ...inner.sort((a, b) => a - b), 100].map(at), halfLifeMinutes);
        const whole = watch([0, 100].map(at), halfLifeMinutes);
        const ratios = [
          split.units / whole.units,
          split.hours / whole.hours,
          split.priceHours / whole.priceHours,
        ];
        expect(Math.max(...ratios.map((ratio) => Math.abs(ratio - 1)))).toBeLessThan(1e-9);
      }),
    );
  });

  it('never has a number that is none, or negative, whatever is seen', () => {
    const look = fc.record({ hours: fc.double({ min: -1e4, max: 1e4, noNaN: true }), stock: fc.nat() });
    fc.assert(
      fc.property(fc.array(look), fc.double({ min: 1e-3, max: 1e6, noNaN: true }), (seen, halfLife) => {
        const { units, hours, priceHours } = watch(seen, halfLife);
        const numbers = [units, hours, priceHours];
        expect(numbers.every((number) => Number.isFinite(number) && number >= 0)).toBe(true);
      }),
    );
  });
});

describe('the sales rate in the price state', () => {
  const unfading = policy({ salesRate: { halfLifeMinutes: NEVER } });
  const see = (before: PriceState, hours: number, stock: number): PriceState => {
    const sequence = (before.sequence ?? 0) + 1;
    const occurredAt = shift(NOW, hours * HOUR_MS);
    const now = shift(NOW, 24 * HOUR_MS);
    const event = inventory({ eventId: `e${sequence}`, sequence, stock, occurredAt });
    return commitDecision(
      before,
      event,
      decided(before.price?.amount ?? 0, { policy: unfading, state: before, event, now }),
    );
  };
  const start = state({ stock: 100, stockAt: NOW, price: inForce(1_000) });

  it('counts a stretch of time once, though the times of events come out of order', () => {
    const seen = [2, 1, 3].reduce((current, hours) => see(current, hours, 90), start);
    expect(seen.salesRate?.hours).toBeCloseTo(3, 4);
  });

  it('counts what was sold once, though the times of events come out of order', () => {
    const seen = [
      { hours: 2, stock: 90 },
      { hours: 1, stock: 80 },
      { hours: 3, stock: 70 },
    ].reduce((current, { hours, stock }) => see(current, hours, stock), start);
    expect(seen.salesRate?.units).toBeCloseTo(30, 4);
  });

  it('counts each price for the time that it stood, also when it changed between two looks', () => {
    const event = release(2_000);
    const now = shift(NOW, HOUR_MS);
    const repriced = commitDecision(
      start,
      event,
      decided(2_000, { policy: unfading, state: start, event, now }),
    );
    expect(recentSales(see(repriced, 2, 90).salesRate, 0)?.atPrice).toBeCloseTo(1_500, 0);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commitDecision } from '../../../domain/decision/commit.ts';
import { lowUpTo, rangeWithin } from '../../../domain/state/price-history.ts';
import { noState, type PriceState } from '../../../domain/state/price-state.ts';
import { minor } from '../../../domain/values/money.ts';
import { DAY_MS, HOUR_MS, shift } from '../../../domain/values/time.ts';
import { decided, inventory, release } from './make.ts';

interface Step {
  at: string;
  amount: number;
}
/** The state after these prices came in force at their times. */
const after = (...steps: Step[]): PriceState =>
  steps.reduce((state, { at, amount }, i) => {
    const event = release(amount, { eventId: `e${i}` });
    return commitDecision(state, event, decided(amount, { state, event, now: at }));
  }, noState('SKU1'));

const DAY_0 = '2026-06-01T12:00:00.000Z';
const day = (days: number, hours = 0): string => shift(DAY_0, days * DAY_MS + hours * HOUR_MS);
const referenceOf = (...steps: Step[]) => after(...steps).price?.referencePrice;

describe('the reference price', () => {
  it('is absent for the first price', () => {
    expect(referenceOf({ at: day(0), amount: 1_000 })).toBeUndefined();
  });

  it('is the price before when that stood for long', () => {
    expect(referenceOf({ at: day(0), amount: 1_000 }, { at: day(100), amount: 800 })).toBe(1_000);
  });

  it('is the lowest of the 30 days, not the last', () => {
    const steps = [
      { at: day(0), amount: 1_000 },
      { at: day(5), amount: 700 },
      { at: day(6), amount: 1_200 },
      { at: day(20), amount: 900 },
    ];
    expect(referenceOf(...steps)).toBe(700);
  });

  it('is the price of the moment before, though that came only minutes ago', () => {
    const steps = [
      { at: day(0), amount: 1_000 },
      { at: day(1), amount: 900 },
      { at: day(1, 0.1), amount: 800 },
    ];
    expect(referenceOf(...steps)).toBe(900);
  });

  it('includes a low of the same day that stood for an hour only', () => {
    const steps = [
      { at: day(0), amount: 1_000 },
      { at: day(3, 0), amount: 600 },
      { at: day(3, 1), amount: 1_000 },
      { at: day(3, 2), amount: 900 },
    ];
    expect(referenceOf(...steps)).toBe(600);
  });

  it.each([
    ['counts a low that ended less than 30 days before', 30, -0.5, 700],
    ['no longer counts a low from the day before the 30 days', 31, 0, 1_000],
    ['counts a low in force on the first of the 30 days, all of it', 30, 11.9, 700],
  ])('%s', (_, days, hours, reference) => {
    const steps = [
      { at: day(-10), amount: 700 },
      { at: day(0), amount: 1_000 },
      { at: day(days, hours), amount: 900 },
    ];
    expect(referenceOf(...steps)).toBe(reference);
  });

  it('counts a low for every day that it stood, though nothing happened on them', () => {
    const steps = [
      { at: day(-60), amount: 700 },
      { at: day(0), amount: 1_000 },
      { at: day(25), amount: 900 },
    ];
    expect(referenceOf(...steps)).toBe(700);
  });

  it.each([
    ['before', '2026-06-01T23:59:59.999Z'],
    ['after', '2026-06-02T00:00:00.001Z'],
  ])('goes by UTC days: a low that was raised just %s midnight', (_, raisedAt) => {
    const steps = [
      { at: '2026-05-20T12:00:00.000Z', amount: 700 },
      { at: raisedAt, amount: 1_000 },
      { at: '2026-07-02T12:00:00.000Z', amount: 900 },
    ];
    expect(referenceOf(...steps)).toBe(raisedAt < '2026-06-02' ? 1_000 : 700);
  });

  it('stays with the price, whatever is decided later', () => {
    const priced = after({ at: day(0), amount: 1_000 }, { at: day(5), amount: 800 });
    const event = inventory({ sequence: 9 });
    const held = commitDecision(priced, event, decided(800, { state: priced, event, now: day(6) }));
    expect(held.price?.referencePrice).toBe(1_000);
  });

  it('stays with the price when a person asks for that same price again', () => {
    const steps = [
      { at: day(0), amount: 1_000 },
      { at: day(5), amount: 800 },
      { at: day(6), amount: 800 },
    ];
    expect(referenceOf(...steps)).toBe(1_000);
  });

  it('is never above the lowest price in force in the 30 days, by a full history', () => {
    const step = fc.record({
      gap: fc.integer({ min: 1, max: 20 * 24 * 60 }),
      amount: fc.integer({ min: 400, max: 2_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 25 }), (raw) => {
        let minutes = 0;
        const steps = raw.map(({ gap, amount }) => {
          minutes += gap;
          return { at: shift(DAY_0, minutes * 60_000), amount };
        });
        const history = steps.filter(({ amount }, i) => amount !== steps[i - 1]?.amount);
        fc.pre(history.length > 1);
        const last = history.at(-1)?.at ?? '';
        const start = shift(last, -30 * DAY_MS);
        const earlier = history.slice(0, -1);
        const inWindow = earlier.filter((_, i) => (history[i + 1]?.at ?? last) > start);
        expect(referenceOf(...history)).toBeLessThanOrEqual(
          Math.min(...inWindow.map(({ amount }) => amount)),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('the daily lows', () => {
  it('are kept for 31 days', () => {
    const steps = Array.from({ length: 50 }, (_, i) => ({ at: day(i), amount: 1_000 + i }));
    const days = Object.keys(after(...steps).dailyLows).sort();
    expect([days.length, days.at(0), days.at(-1)]).toEqual([31, '2026-06-20', '2026-07-20']);
  });

  it('have the lowest of each day', () => {
    const steps = [
      { at: day(0), amount: 900 },
      { at: day(0, 1), amount: 700 },
      { at: day(0, 2), amount: 1_000 },
      { at: day(1), amount: 1_100 },
    ];
    expect(after(...steps).dailyLows).toEqual({ '2026-06-01': 700, '2026-06-02': 1_000 });
  });
});

describe('the low up to a time', () => {
  const lows = { '2026-06-01': minor(700), '2026-06-03': minor(900), '2026-06-05': minor(500) };

  it.each([
    ['2026-06-04T00:00:00.000Z', 900],
    ['2026-06-03T23:59:59.999Z', 900],
    ['2026-06-01T12:00:00.000Z', 700],
    ['2026-05-31T12:00:00.000Z', undefined],
    ['2026-07-01T00:00:00.000Z', 500],
  ])('is, for %s, that of the last day known: %s', (at, low) => {
    expect(lowUpTo(lows, at)).toBe(low);
  });
});

describe('the hourly ranges', () => {
  it('have the lowest and the highest price of each hour, the one before included', () => {
    const steps = [
      { at: day(0), amount: 1_000 },
      { at: day(0, 2), amount: 1_200 },
      { at: day(0, 2.5), amount: 1_300 },
    ];
    expect(after(...steps).hourlyRanges).toEqual({
      '2026-06-01T12': { lowest: 1_000, highest: 1_000 },
      '2026-06-01T14': { lowest: 1_000, highest: 1_300 },
    });
  });

  it('are kept for 25 hours', () => {
    const steps = Array.from({ length: 60 }, (_, i) => ({ at: day(0, i), amount: 1_000 + i }));
    expect(Object.keys(after(...steps).hourlyRanges)).toHaveLength(25);
  });

  it.each([
    ['the price in force, where nothing changed', {}, { lowest: 1_000, highest: 1_000 }],
    [
      'everything in force in it',
      {
        '2026-06-01T09': { lowest: minor(800), highest: minor(900) },
        '2026-06-01T11': { lowest: minor(950), highest: minor(1_300) },
      },
      { lowest: 800, highest: 1_300 },
    ],
    [
      'all of the hour that it begins in',
      { '2026-06-01T08': { lowest: minor(800), highest: minor(900) } },
      { lowest: 800, highest: 1_000 },
    ],
    [
      'nothing from before it',
      { '2026-06-01T07': { lowest: minor(1), highest: minor(9_999) } },
      { lowest: 1_000, highest: 1_000 },
    ],
  ])('give for a window of four hours %s', (_, ranges, range) => {
    expect(rangeWithin(ranges, minor(1_000), DAY_0, 4)).toEqual(range);
  });
});

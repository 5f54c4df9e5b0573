import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commitDecision } from '../../../domain/decision/commit.ts';
import { decide } from '../../../domain/decision/decision.ts';
import { PriceState } from '../../../domain/state/price-state.ts';
import { type Supply, seeStock, usualInterval } from '../../../domain/state/supply.ts';
import { HOUR_MS, shift } from '../../../domain/values/time.ts';
import { inventory, NOW, on, state } from './make.ts';

const at = (hours: number): string => shift(NOW, hours * HOUR_MS);
/** The supply after these observations of the stock, as [hours, stock]. */
const after = (...seen: [hours: number, stock: number][]): Supply => {
  let [supply, before]: [Supply | undefined, number | undefined] = [undefined, undefined];
  for (const [hours, stock] of seen) {
    supply = seeStock(supply, before, { stock, at: at(hours) });
    before = stock;
  }
  return supply ?? { sold: 0 };
};
/** A delivery of 100 units at each of these hours, sold by the next one. */
const delivered = (...hours: number[]): [number, number][] => [
  [-1, 20],
  ...hours.flatMap((hour): [number, number][] => [
    [hour, 120],
    [hour + 0.5, 20],
  ]),
];

describe('a rise of the stock', () => {
  it.each([
    [
      'replaces what was sold',
      [
        [0, 100],
        [1, 20],
        [2, 100],
      ],
      2,
    ],
    [
      'replaces half of what was sold',
      [
        [0, 100],
        [1, 20],
        [2, 60],
      ],
      2,
    ],
    [
      'is all that was ever seen',
      [
        [0, 5],
        [2, 50],
      ],
      2,
    ],
    [
      'ends a stock-out',
      [
        [0, 5],
        [1, 0],
        [2, 5],
      ],
      2,
    ],
  ] as [string, [number, number][], number][])('is a delivery if it %s', (_, seen, hours) => {
    expect(after(...seen)).toEqual({ sold: 0, deliveredAt: at(hours) });
  });

  it.each([
    [
      'of one unit',
      [
        [0, 5],
        [1, 4],
        [2, 5],
      ],
      1,
    ],
    [
      'of less than half of what was sold',
      [
        [0, 100],
        [1, 20],
        [2, 59],
      ],
      80,
    ],
    ['of the first stock', [[0, 100]], 0],
  ] as [string, [number, number][], number][])('%s is none', (_, seen, sold) => {
    expect(after(...seen)).toEqual({ sold });
  });
});

describe('the interval of deliveries', () => {
  it('has five digits, which are a few minutes in a week', () => {
    expect(after(...delivered(0, 168 + 1 / 3)).intervals).toEqual([168.33]);
  });

  it('is known from three intervals on', () => {
    expect(usualInterval(after(...delivered(0, 168, 336)))).toBeUndefined();
    expect(usualInterval(after(...delivered(0, 168, 336, 504)))).toEqual({ hours: 168, spread: 0 });
  });

  it('is that of most deliveries, whatever one odd one is, and its spread with it', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 45, max: 2_000, noNaN: true }),
        fc.integer({ min: 1, max: 5 }),
        (odd, where) => {
          const gaps = [168, 160, 176, 168, 164, 172];
          const with1 = gaps.map((gap, index) => (index === where ? odd : gap));
          const hours = [0, 1, 2, 3, 4, 5, 6].map((last) =>
            with1.slice(0, last).reduce((sum, gap) => sum + gap, 0),
          );
          const usual = usualInterval(after(...delivered(...hours)));
          expect(Math.abs((usual?.hours ?? 0) - 168)).toBeLessThanOrEqual(6);
          expect(usual?.spread).toBeLessThan(15);
        },
      ),
    );
  });

  it('is none if deliveries come as they like', () => {
    expect(usualInterval(after(...delivered(0, 10, 100, 130, 500)))).toBeUndefined();
  });

  it.each([
    [
      'within the hour, at first',
      [
        [0, 20],
        [1, 0],
        [2, 50],
        [2.5, 40],
        [2.9, 90],
      ],
      undefined,
    ],
    ['within a quarter of the usual interval', [...delivered(0, 168, 336, 504), [530, 70]], 3],
  ] as [string, [number, number][], number | undefined][])(
    'does not count a second pallet: %s',
    (_, seen, intervals) => {
      expect(after(...seen).intervals?.length).toBe(intervals);
    },
  );

  it('remembers the last seven, so that a new timetable is learned', () => {
    const weekly = [0, 168, 336, 504, 672, 840, 1_008, 1_176];
    const daily = Array.from({ length: 5 }, (_, day) => 1_176 + 48 * (day + 1));
    const { intervals } = after(...delivered(...weekly, ...daily));
    expect(intervals).toEqual([168, 168, 48, 48, 48, 48, 48]);
  });

  it('is not below 0 for stock that was seen late', () => {
    const { intervals } = after([0, 10], [5, 60], [6, 0], [4, 60]);
    expect(intervals).toBeUndefined();
  });
});

describe('announced goods', () => {
  it('stay announced until goods come or another time is named', () => {
    const first = seeStock({ sold: 0 }, 50, { stock: 40, at: at(0), expectedAt: at(30) });
    const sold = seeStock(first, 40, { stock: 20, at: at(1) });
    const returned = seeStock(sold, 20, { stock: 21, at: at(2) });
    const moved = seeStock(returned, 21, { stock: 20, at: at(3), expectedAt: at(60) });
    const come = seeStock(moved, 20, { stock: 80, at: at(4) });
    expect([first, sold, returned, moved, come].map(({ expectedAt }) => expectedAt)).toEqual([
      at(30),
      at(30),
      at(30),
      at(60),
      undefined,
    ]);
  });
});

describe('the price state', () => {
  it('keeps the supply with every stock that is seen, by a clock that does not run ahead', () => {
    const here = on({
      state: state({ stock: 2, supply: { sold: 30 } }),
      event: inventory({ stock: 50, occurredAt: at(5), expectedRestockAt: at(9) }),
    });
    expect(commitDecision(here.state, here.event, decide(here, undefined)).supply).toEqual({
      sold: 0,
      deliveredAt: NOW,
      expectedAt: at(9),
    });
  });

  it('dates a delivery that is reported late no earlier than the stock before it', () => {
    const here = on({
      state: state({ stock: 2, stockAt: at(-1), supply: { sold: 30 } }),
      event: inventory({ stock: 50, occurredAt: at(-3) }),
    });
    const { supply } = commitDecision(here.state, here.event, decide(here, undefined));
    expect(supply?.deliveredAt).toBe(at(-1));
  });

  it('without it is read, and begins to keep it', () => {
    const { supply, modelAnswer, ...old } = state();
    expect([supply, modelAnswer]).toEqual([undefined, undefined]);
    const here = on({ state: PriceState.parse(old), event: inventory({ stock: 49 }) });
    expect(commitDecision(here.state, here.event, decide(here, undefined)).supply).toEqual({ sold: 1 });
  });
});

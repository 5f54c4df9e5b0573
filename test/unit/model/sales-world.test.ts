import { describe, expect, it } from 'vitest';
import { byDay, ELASTICITY, PRICE_RATIO, PROMO_UPLIFT, salesOf } from '../../../model/sales-world.ts';
import { ownSlope } from '../../../model/training/own-slope.ts';
import { quantile } from '../../../model/training/quantile.ts';

const rows = [...salesOf(7, 16, 120)];
const total = (some: { units: number }[]) => some.reduce((sum, { units }) => sum + units, 0);

describe('the synthetic sales', () => {
  it('are the same for the same seed and others for another', () => {
    expect([...salesOf(7, 1, 3)]).toEqual(rows.slice(0, 72));
    expect([...salesOf(8, 1, 3)]).not.toEqual(rows.slice(0, 72));
  });

  it('have every category of the shop', () => {
    expect(new Set(rows.map(({ category }) => category))).toEqual(new Set(Object.keys(ELASTICITY)));
  });

  it('try prices over the range that is said, whatever the demand', () => {
    const ratios = rows.map(({ price, listPrice }) => price / listPrice);
    expect(Math.min(...ratios)).toBeCloseTo(PRICE_RATIO.min, 1);
    expect(Math.max(...ratios)).toBeCloseTo(PRICE_RATIO.max, 1);
  });

  it('never sell more than there is, and run out at times', () => {
    expect(Math.min(...rows.map(({ stock }) => stock))).toBe(0);
    const sold = rows.filter(({ product }) => product === 'P0001');
    for (const [i, { units }] of sold.entries())
      if (i > 0 && i % 24 !== 0) expect(units).toBeLessThanOrEqual(sold[i - 1]?.stock ?? 0);
  });

  it('follow the elasticity of the category while there is stock', () => {
    const stocked = [...salesOf(5, 64, 90)].filter(({ stock }) => stock > 0);
    for (const [category, elasticity] of Object.entries(ELASTICITY)) {
      const own = Map.groupBy(
        stocked.filter((row) => row.category === category),
        ({ product }) => product,
      );
      const slopes = [...own.values()].map((some) =>
        Number(
          ownSlope(
            {
              x: Float64Array.from(some, ({ price, listPrice }) => Math.log(price / listPrice)),
              units: Float64Array.from(some, ({ units }) => units),
              censored: new Uint8Array(some.length),
              offset: new Float64Array(some.length),
              weight: new Float64Array(some.length).fill(1),
              period: new Uint32Array(some.length),
            },
            -2,
            1,
          )?.value,
        ),
      );
      expect(quantile(slopes, 0.5) / -elasticity).toBeGreaterThan(0.75);
      expect(quantile(slopes, 0.5) / -elasticity).toBeLessThan(1.25);
    }
  });

  it('rise with a promotion', () => {
    const many = [...salesOf(3, 60, 60)].filter(({ stock }) => stock > 0);
    const mean = (promo: boolean) => {
      const some = many.filter((row) => row.promo === promo);
      return total(some) / some.length;
    };
    expect(mean(true) / mean(false)).toBeGreaterThan((1 + PROMO_UPLIFT) / 2);
  });

  it('by day sum the hours, and have the stock of the evening', () => {
    const days = [...byDay(rows)];
    const first = rows.slice(0, 24);
    expect(days).toHaveLength(rows.length / 24);
    expect(total(days)).toBe(total(rows));
    expect(days[0]).toEqual({ ...first[0], units: total(first), stock: first.at(-1)?.stock });
  });
});

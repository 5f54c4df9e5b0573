import { describe, expect, it } from 'vitest';
import { PRICE_RATIO, salesHistory } from '../../../model/sales-world.ts';

const rows = [...salesHistory(7, 1_500)];

describe('the synthetic sales history', () => {
  it('is the same for the same seed and another for another', () => {
    expect([...salesHistory(7, 20)]).toEqual(rows.filter(({ history }) => history < 20));
    expect([...salesHistory(8, 20)]).not.toEqual([...salesHistory(7, 20)]);
  });

  it('sells more than the recent rate when the price falls and less when it rises', () => {
    const multiplier = (cheaper: boolean) => {
      const some = rows.filter(({ context: { price, recentPrice } }) => price < recentPrice === cheaper);
      return (
        some.reduce((sum, row) => sum + row.units, 0) / some.reduce((sum, row) => sum + row.expectedUnits, 0)
      );
    };
    expect(multiplier(true)).toBeGreaterThan(1.3);
    expect(multiplier(false)).toBeLessThan(0.8);
  });

  it('never sells more than was in stock', () => {
    expect(rows.filter(({ units, context }) => units > context.stock)).toEqual([]);
  });

  it('tries prices over the range that the model card states', () => {
    const ratios = rows.map(({ context }) => context.price / context.listPrice);
    expect(Math.min(...ratios)).toBeCloseTo(PRICE_RATIO.min, 1);
    expect(Math.max(...ratios)).toBeCloseTo(PRICE_RATIO.max, 1);
  });
});

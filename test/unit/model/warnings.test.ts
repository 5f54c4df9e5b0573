import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../../model/training/evaluate.ts';
import { inelasticOf, warningsOf } from '../../../model/training/warnings.ts';

const spread = (median: number) => ({ products: 9, median, p10: median, p90: median, negative: 1 });
const category = (model: number, data = model) => ({
  category: 'toys',
  model: spread(model),
  data: spread(data),
});
const evaluation = (change: { naive?: number; sold?: number } = {}): Evaluation => ({
  explained: { trees: 0.8, 'product mean': change.naive ?? 0.5 },
  periods: { length: 'week', list: [{ from: '2025-01-01', sold: change.sold ?? 100, expected: 100 }] },
});

describe('warningsOf', () => {
  it('has none for a model to be trusted', () => {
    expect(warningsOf(evaluation(), 'trees', [category(-2)])).toEqual([]);
  });

  it.each([
    [
      'data that say the opposite',
      evaluation(),
      category(-2, 1),
      'For toys most products sold more when they were dearer',
    ],
    [
      'a forecast without prices that is as good',
      evaluation({ naive: 0.8 }),
      category(-2),
      'no better than the product mean',
    ],
    ['a level that has risen', evaluation({ sold: 126 }), category(-2), '1.26 times as much was sold'],
    ['a level that has fallen', evaluation({ sold: 79 }), category(-2), '0.79 times as much was sold'],
  ])('warns of %s', (_, result, row, text) => {
    expect(warningsOf(result, 'trees', [row])).toEqual([expect.stringContaining(text)]);
  });
});

describe('inelasticOf', () => {
  it('is empty where demand falls by more than the price rises', () => {
    expect(inelasticOf([category(-1.01)])).toEqual([]);
  });

  it.each([-0.99, 0.5, Number.NaN])('refuses a slope of %d', (slope) => {
    expect(inelasticOf([category(slope)])).toEqual([expect.stringContaining('For toys the model')]);
  });
});

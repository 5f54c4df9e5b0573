import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../../model/training/evaluate.ts';
import { warningsOf } from '../../../model/training/warnings.ts';

const spread = (median: number) => ({ products: 9, median, p10: median, p90: median, negative: 1 });
const category = (model: number, data = model) => ({
  category: 'toys',
  model: spread(model),
  data: spread(data),
});
const evaluation = (change: { naive?: number; sold?: number } = {}): Evaluation => ({
  choice: { kind: 'trees', why: '', lead: { d2: 0.1, low: 0.05, high: 0.2 } },
  explained: { trees: 0.8, 'log-linear': 0.85, 'product mean': change.naive ?? 0.5 },
  periods: { length: 'week', list: [{ from: '2025-01-01', sold: change.sold ?? 100, expected: 100 }] },
});

describe('warningsOf', () => {
  it('has none for a model to be trusted', () => {
    expect(warningsOf(evaluation(), [category(-2)])).toEqual([]);
  });

  it.each([
    [
      'demand that hardly falls with the price',
      evaluation(),
      category(-0.8),
      'For toys demand falls by less than the price rises',
    ],
    ['no slope at all', evaluation(), category(Number.NaN), 'the dearest candidate will always look best'],
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
    expect(warningsOf(result, [row])).toEqual([expect.stringContaining(text)]);
  });
});

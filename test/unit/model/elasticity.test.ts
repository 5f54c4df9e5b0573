import { describe, expect, it } from 'vitest';
import { featureNames } from '../../../model/features.ts';
import { seededRandom } from '../../../model/random.ts';
import { loadModel } from '../../../model/scorer.ts';
import { demandCurve, indexAtListPrice } from '../../../model/training/demand-curve.ts';
import { byCategory, modelElasticities, spreadOf } from '../../../model/training/elasticity.ts';
import { lineSlope } from '../../../model/training/slopes.ts';
import { linearModel, panelOf, setOf } from './make.ts';

const features = { categories: ['toys'], interval: 'hour' as const, promo: false };
const model = loadModel(
  JSON.parse(
    linearModel(featureNames(features), {
      log_price_ratio: -1.5,
      'log_price_ratio:toys': -1,
      sunday: Math.log(8),
    }),
  ),
);

describe('slopes', () => {
  it('is that of a line', () => {
    expect(lineSlope([0, 1, 2], [1, -1, -3])).toBeCloseTo(-2, 12);
  });
});

describe('demandCurve', () => {
  it('is the mean over a week', () => {
    const [atList = 0, half = 0] = demandCurve(model, features, 'toys', [1, 0.5]);
    expect(atList).toBeCloseTo(2, 6); // six days at 1, and Sunday at 8
    expect(half / atList).toBeCloseTo(2 ** 2.5, 5);
  });

  it('is the same for all categories without columns', () => {
    expect(demandCurve(model, features, 'garden', [0.7])).toEqual(demandCurve(model, features, '', [0.7]));
    expect(indexAtListPrice(model, features)('garden')).toBeCloseTo(2, 6);
  });
});

describe('elasticities', () => {
  const random = seededRandom(2);
  const rows = [-3, -1].flatMap((slope, product) =>
    Array.from({ length: 800 }, () => {
      const price = 10 * random.logUniform(0.6, 1.2);
      return { product, price, units: random.poisson(6 * (price / 10) ** slope) };
    }),
  );
  const still = { product: 2, price: 10, units: 100 };
  const set = setOf(panelOf([...rows, still]), { features, categories: ['toys', 'garden', 'toys'] });

  it("of the model are its categories' slopes", () => {
    const slopes = modelElasticities(model, set, { lowest: 0.6, highest: 1.2 });
    for (const [product, slope] of [-2.5, -1.5, -2.5].entries())
      expect(slopes[product]).toBeCloseTo(slope, 4);
  });

  it('are told by category, products without columns together', () => {
    const list = byCategory(set, [-2.5, 1, -2.7], [-3, -1, Number.NaN]);
    expect(
      list.map(({ category, model: { products }, data }) => [category, products, data.products]),
    ).toEqual([
      ['toys', 2, 1],
      ['other products', 1, 1],
    ]);
    expect(list[0]?.model.median).toBeCloseTo(-2.6, 9);
    expect(list[1]?.model.negative).toBe(0);
  });

  it('are spread by quantiles', () => {
    const values = Array.from({ length: 11 }, (_, i) => i - 9.5);
    expect(spreadOf([...values, Number.NaN])).toEqual({
      products: 11,
      median: -4.5,
      p10: -8.5,
      p90: -0.5,
      negative: 10 / 11,
    });
  });
});

import { describe, expect, it } from 'vitest';
import { featureNames } from '../../../model/features.ts';
import { seededRandom } from '../../../model/random.ts';
import { loadModel } from '../../../model/scorer.ts';
import type { Candidate } from '../../../model/training/candidate.ts';
import { decisionValue } from '../../../model/training/decision-value.ts';
import { DAY, linearModel, panelOf, START, setOf } from './make.ts';

const random = seededRandom(8);
/** 30 products with an elasticity of -3 and drawn prices; the best price at a cost of 5 is 7.5. */
const rows = Array.from({ length: 30 }, (_, product) =>
  Array.from({ length: 80 }, (_, day) => {
    const price = 10 * random.logUniform(0.6, 1.2);
    const season = 1 + 0.5 * Math.sin(day / 5);
    return {
      product,
      start: START + day * DAY,
      price,
      units: random.poisson(40 * season * (price / 10) ** -3),
    };
  }),
).flat();
const set = setOf(panelOf(rows));
const COSTS = set.products.map(() => 5);

const candidate = (kind: Candidate['kind'], slope: number): Candidate => {
  const json = linearModel(featureNames(set.features), { log_price_ratio: slope });
  return {
    kind,
    model: loadModel(JSON.parse(json)),
    boosted: { json, rounds: 1, converged: true, xgboostVersion: '1.7.4' },
    baselines: new Float64Array(30).fill(40 / 24),
    baselinesFor: () => new Float64Array(),
    shifts: new Float64Array(30),
  };
};
const valueOfSlopes = (linear: number, trees: number, costs = COSTS) =>
  decisionValue(
    set,
    set.training,
    { 'log-linear': candidate('log-linear', linear), trees: candidate('trees', trees) },
    costs,
  );

describe('decisionValue', () => {
  it('is the profit near the best price, over that at the prices charged', () => {
    const profit = (price: number) => (price - 5) * (price / 10) ** -3;
    const charged = Array.from({ length: 100 }, (_, i) => 10 * 0.6 * 2 ** (i / 99)).map(profit);
    const mean = charged.reduce((sum, each) => sum + each, 0) / 100;
    const { value } = valueOfSlopes(-3, -1.5) ?? expect.unreachable();
    expect(value['log-linear']).toBeCloseTo(profit(7.5) / mean, 1);
  });

  it('prefers the model whose price is right, by more than chance', () => {
    const { lead } = valueOfSlopes(-3, -1.5) ?? expect.unreachable();
    expect(lead.high).toBeLessThan(0);
    expect((valueOfSlopes(-1.5, -3) ?? expect.unreachable()).lead.low).toBeGreaterThan(0);
  });

  it('finds no difference between the same prices', () => {
    expect(valueOfSlopes(-3, -3)?.lead).toEqual({ value: 0, low: 0, high: 0 });
  });

  it("decides with the product's own slope", () => {
    const right = { ...candidate('trees', -1.5), shifts: new Float64Array(30).fill(-1.5) };
    const candidates = { 'log-linear': candidate('log-linear', -3), trees: right };
    expect(decisionValue(set, set.training, candidates, COSTS)?.lead.value).toBeCloseTo(0, 9);
  });

  it('takes half of the list price where the cost is not known', () => {
    expect(
      valueOfSlopes(
        -3,
        -1.5,
        COSTS.map(() => Number.NaN),
      ),
    ).toEqual(valueOfSlopes(-3, -1.5));
  });

  it('is not known from few products', () => {
    const few = set.training.filter((row) => (set.panel.product[row] ?? 0) < 9);
    const candidates = { 'log-linear': candidate('log-linear', -3), trees: candidate('trees', -2) };
    expect(decisionValue(set, few, candidates, COSTS)).toBeUndefined();
  });
});

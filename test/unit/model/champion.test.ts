import { describe, expect, it } from 'vitest';
import { featureNames } from '../../../model/features.ts';
import { seededRandom } from '../../../model/random.ts';
import { loadModel } from '../../../model/scorer.ts';
import { chooseChampion } from '../../../model/training/champion.ts';
import { deviance, explained } from '../../../model/training/deviance.ts';
import { flawOf } from '../../../model/training/evaluate.ts';
import { linearModel, panelOf, setOf } from './make.ts';

describe('the Poisson deviance', () => {
  it.each([
    [3, 3, 0],
    [0, 2, 4],
    [4, 2, 2 * (4 * Math.log(2) - 2)],
  ])('of %d units where %d are expected is %d', (units, expected, value) => {
    expect(deviance(units, expected)).toBeCloseTo(value, 12);
  });

  it('is explained in full by the truth, and not at all by the mean', () => {
    const units = Float64Array.of(1, 2, 6);
    expect(explained(units, units)).toBe(1);
    expect(explained(units, Float64Array.of(3, 3, 3))).toBe(0);
    expect(explained(units, Float64Array.of(6, 3, 1))).toBeLessThan(0);
  });
});

describe('chooseChampion', () => {
  const random = seededRandom(3);
  const rows = 2000;
  const truth = Float64Array.from({ length: rows }, () => random.logUniform(1, 20));
  const units = truth.map((mean) => random.poisson(mean));
  const off = truth.map((mean, i) => mean * (i % 2 === 0 ? 1.3 : 0.7));
  const near = truth.map((mean, i) => mean * (i % 2 === 0 ? 1.001 : 0.999));
  const clusterOf = (row: number) => row % 50;

  it('chooses trees if they lead by more than chance', () => {
    const choice = chooseChampion(
      units,
      { trees: truth, 'log-linear': off },
      clusterOf,
      undefined,
      undefined,
    );
    expect(choice.kind).toBe('trees');
    expect(choice.lead.low).toBeGreaterThan(0);
    expect(choice.why).toContain('by more than chance');
    expect(choice.lead.d2).toBeCloseTo(explained(units, truth) - explained(units, off), 9);
  });

  it('chooses the log-linear model if it leads', () => {
    const choice = chooseChampion(
      units,
      { trees: off, 'log-linear': truth },
      clusterOf,
      undefined,
      undefined,
    );
    expect([choice.kind, choice.lead.d2 < 0]).toEqual(['log-linear', true]);
  });

  it.each([
    ['they are alike', near, near],
    ['trees lead by no more than chance', near, near.map((mean, i) => mean * (i === 0 ? 1.2 : 1))],
  ])('chooses the log-linear model, which is simpler, if %s', (_, trees, linear) => {
    expect(chooseChampion(units, { trees, 'log-linear': linear }, clusterOf, undefined, undefined).kind).toBe(
      'log-linear',
    );
  });

  it('treats one lucky cluster as chance', () => {
    const lucky = truth.map((mean, i) => (i % 50 === 7 ? (units[i] ?? 0) + 0.1 : mean));
    const choice = chooseChampion(
      units,
      { trees: lucky, 'log-linear': truth },
      clusterOf,
      undefined,
      undefined,
    );
    expect([choice.kind, choice.lead.d2 > 0]).toEqual(['log-linear', true]);
  });

  const decision = (value: number, low: number, high: number) => ({
    value: { 'log-linear': 1, trees: 1 + value },
    lead: { value, low, high },
    products: 20,
  });

  it.each([
    ['trees', 0.05, 0.01, 0.09],
    ['log-linear', -0.05, -0.09, -0.01],
  ] as const)(
    'chooses %s if their prices earned more, by more than chance, whatever the forecast',
    (kind, gain, low, high) => {
      const expected = {
        trees: kind === 'trees' ? off : truth,
        'log-linear': kind === 'trees' ? truth : off,
      };
      const choice = chooseChampion(units, expected, clusterOf, undefined, decision(gain, low, high));
      expect([choice.kind, choice.why]).toEqual([kind, expect.stringContaining('earned more')]);
    },
  );

  it('leaves the choice to the forecast if the difference of profits may be chance', () => {
    const expected = { trees: truth, 'log-linear': off };
    const choice = chooseChampion(units, expected, clusterOf, undefined, decision(-0.05, -0.1, 0.01));
    expect(choice).toMatchObject({ kind: 'trees', decision: { products: 20 } });
  });

  it('chooses trees if the log-linear model has a flaw, and names the flaw', () => {
    const choice = chooseChampion(
      units,
      { trees: off, 'log-linear': truth },
      clusterOf,
      'it is upside down.',
      undefined,
    );
    expect([choice.kind, choice.why]).toEqual(['trees', expect.stringContaining('it is upside down.')]);
  });
});

describe('flawOf', () => {
  const features = { categories: ['books', 'toys'], interval: 'day' as const, promo: false };
  const set = setOf(panelOf([{ product: 0 }, { product: 1 }]), { features, categories: ['books', 'toys'] });
  const flaw = (weights: Record<string, number>, change = {}, converged = true) =>
    flawOf(
      {
        model: loadModel(JSON.parse(linearModel(featureNames(features), weights))),
        boosted: { json: '', rounds: 500, converged, xgboostVersion: '1.7.4' },
      },
      { ...set, ...change },
    );

  it('finds none where demand falls with the price in every category', () => {
    expect(flaw({ log_price_ratio: -2 })).toBeUndefined();
  });

  it('names the categories where it does not', () => {
    expect(flaw({ log_price_ratio: -2, 'log_price_ratio:toys': 2.5 })).toMatch(/with the price for toys\.$/);
  });

  it('looks at products without columns where there are some', () => {
    const weights = { log_price_ratio: 1, 'log_price_ratio:toys': -2, 'log_price_ratio:books': -2 };
    expect(flaw(weights)).toBeUndefined();
    expect(flaw(weights, { categories: ['books', 'toys', 'garden'] })).toMatch('for other products');
  });

  it('says when it has not converged', () => {
    expect(flaw({ log_price_ratio: -2 }, {}, false)).toMatch('not converged in 500 rounds');
  });
});

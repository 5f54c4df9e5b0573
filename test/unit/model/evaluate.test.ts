import { describe, expect, it } from 'vitest';
import { featureNames } from '../../../model/features.ts';
import { loadModel } from '../../../model/scorer.ts';
import type { Candidate } from '../../../model/training/candidate.ts';
import { compare, evaluate } from '../../../model/training/evaluate.ts';
import { naiveForecasts } from '../../../model/training/naive.ts';
import { DAY, linearModel, panelOf, START, setOf } from './make.ts';

/** 20 days of training and 10 held out, of a product that sells twice as much on Sundays. */
const days = Array.from({ length: 30 }, (_, day) => START + day * DAY);
const sunday = (start: number) => new Date(start).getUTCDay() === 0;
const panel = panelOf(
  [0, 1].flatMap((product) =>
    days.map((start) => ({ product, start, units: (product + 1) * 24 * (sunday(start) ? 2 : 1), price: 5 })),
  ),
);
const rowsWhere = (holds: (day: number) => boolean) =>
  Uint32Array.from([...panel.start.keys()].filter((row) => holds(((panel.start[row] ?? 0) - START) / DAY)));
const set = setOf(panel, { training: rowsWhere((day) => day < 20), holdout: rowsWhere((day) => day >= 20) });

const candidate = (kind: Candidate['kind'], weights: Record<string, number>): Candidate => {
  const json = linearModel(featureNames(set.features), { log_price_ratio: -1, ...weights }, -Math.log(2));
  return {
    kind,
    model: loadModel(JSON.parse(json)),
    boosted: { json, rounds: 1, converged: true, xgboostVersion: '1.7.4' },
    baselines: Float64Array.of(1, 2),
    baselinesFor: () => Float64Array.of(1, 2),
    shifts: Float64Array.of(0, 0),
  };
};
const right = candidate('log-linear', { sunday: Math.log(2) });
const blind = candidate('trees', {});

describe('evaluate', () => {
  const result = evaluate(set, right);

  it('explains all for a model that is right, and less for one that knows no Sundays', () => {
    expect(result.explained['log-linear']).toBeCloseTo(1, 6);
    expect(evaluate(set, blind).explained['trees']).toBeLessThan(0.9);
  });

  it("adds the products' own slopes to the model's", () => {
    const half = { ...right, baselines: Float64Array.of(0.5, 1), shifts: Float64Array.of(-1, -1) };
    expect(evaluate(set, half).explained['log-linear']).toBeCloseTo(1, 6);
  });

  it('sums sold and expected units of the champion by day, in order', () => {
    const { length, list } = result.periods;
    expect(length).toBe('day');
    expect(list.map(({ from }) => from)).toEqual(
      days.slice(20).map((at) => new Date(at).toISOString().slice(0, 10)),
    );
    for (const { sold, expected } of list) expect(expected).toBeCloseTo(sold, 3);
    expect(list.reduce((sum, { sold }) => sum + sold, 0)).toBe(3 * 24 * 11);
  });
});

describe('compare', () => {
  it('chooses by rows that the holdout has no part in', () => {
    const { choice, explained } = compare(
      set,
      set.training,
      { 'log-linear': right, trees: blind },
      [],
      false,
    );
    expect(choice.kind).toBe('log-linear');
    expect(explained['log-linear']).toBeGreaterThan(explained.trees);
  });

  it('leaves out days on which stock ran out', () => {
    const cut = { ...panel, units: panel.units.map((units, row) => (row === 3 ? 0 : units)) };
    const censored = panel.units.map((_, row) => (row === 3 ? 1 : 0));
    const scarce = { ...set, panel: { ...cut, censored } };
    const { explained } = compare(scarce, set.training, { 'log-linear': right, trees: blind }, [], false);
    expect(explained['log-linear']).toBeCloseTo(1, 6);
  });

  it('chooses the log-linear model where slopes come from costs, however well trees forecast', () => {
    const candidates = {
      'log-linear': { ...blind, kind: 'log-linear' as const },
      trees: { ...right, kind: 'trees' as const },
    };
    expect(compare(set, set.training, candidates, [], false).choice.kind).toBe('trees');
    const { choice } = compare(set, set.training, candidates, [], true);
    expect([choice.kind, choice.why]).toEqual(['log-linear', expect.stringContaining('costs')]);
  });
});

describe('naiveForecasts', () => {
  it('know the weekday, but only from training', () => {
    const { 'product mean': mean = [], 'product mean x weekday': weekday = [] } = naiveForecasts(set);
    const at = (wanted: boolean) =>
      [...set.holdout].findIndex((row) => sunday(panel.start[row] ?? 0) === wanted);
    expect(mean[at(true)]).toBe(mean[at(false)]);
    expect((weekday[at(true)] ?? 0) / (weekday[at(false)] ?? 0)).toBeCloseTo(2, 1);
  });
});

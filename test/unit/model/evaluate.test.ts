import { describe, expect, it } from 'vitest';
import { featureNames } from '../../../model/features.ts';
import { loadModel } from '../../../model/scorer.ts';
import type { Candidate } from '../../../model/training/candidate.ts';
import { evaluate } from '../../../model/training/evaluate.ts';
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
  };
};
const right = candidate('log-linear', { sunday: Math.log(2) });
const blind = candidate('trees', {});

describe('evaluate', () => {
  const result = evaluate(set, { 'log-linear': right, trees: blind });

  it('explains all for a model that is right, and less for one that knows no Sundays', () => {
    expect(result.explained['log-linear']).toBeCloseTo(1, 6);
    expect(result.explained['trees']).toBeLessThan(0.9);
    expect(result.choice.kind).toBe('log-linear');
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

describe('naiveForecasts', () => {
  it('know the weekday, but only from training', () => {
    const { 'product mean': mean = [], 'product mean x weekday': weekday = [] } = naiveForecasts(set);
    const at = (wanted: boolean) =>
      [...set.holdout].findIndex((row) => sunday(panel.start[row] ?? 0) === wanted);
    expect(mean[at(true)]).toBe(mean[at(false)]);
    expect((weekday[at(true)] ?? 0) / (weekday[at(false)] ?? 0)).toBeCloseTo(2, 1);
  });
});

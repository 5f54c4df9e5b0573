import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../model/random.ts';
import { baselinesGiven, firstBaselines } from '../../../model/training/baselines.ts';
import type { Boost } from '../../../model/training/boost.ts';
import { fitCandidate, type Lesson } from '../../../model/training/candidate.ts';
import type { SlopeFit } from '../../../model/training/estimate-slopes.ts';
import { DAY, linearModel, panelOf, START, setOf } from './make.ts';

describe('baselines', () => {
  it('begin with the mean of the product, one interval of it at the mean of the category', () => {
    const rows = [10, 20].flatMap((units, product) => [0, 1].map(() => ({ product, units })));
    const set = setOf(panelOf(rows), {
      categories: ['toys', 'toys', 'toys', 'books'],
      products: [...'abcd'],
    });
    const mean = 60 / (4 * 24);
    const [a, b, unseen, otherCategory] = firstBaselines(set);
    expect(a).toBeCloseTo((20 + 24 * mean) / (48 + 24), 9);
    expect(b).toBeCloseTo((40 + 24 * mean) / (48 + 24), 9);
    expect(unseen).toBeCloseTo(mean, 9);
    // No sale of its category: the mean of all.
    expect(otherCategory).toBeCloseTo(mean, 9);
  });

  it('are, given the model, the units sold over the index hours, and one unit at the mean of the category', () => {
    const set = setOf(
      panelOf([
        { product: 0, units: 9 },
        { product: 1, units: 3 },
      ]),
    );
    const [a, b] = baselinesGiven(set, Float32Array.of(2, 0.5));
    const mean = 12 / (2.5 * 24);
    expect(a).toBeCloseTo((1 + 9) / (1 / mean + 48), 9);
    expect(b).toBeCloseTo((1 + 3) / (1 / mean + 12), 9);
  });

  it('count training rows alone', () => {
    const panel = panelOf([{ units: 4 }, { units: 400 }]);
    const set = setOf(panel, { training: Uint32Array.of(0) });
    expect(firstBaselines(set)[0]).toBeCloseTo(4 / 24, 9);
  });
});

describe('fitCandidate', () => {
  const random = seededRandom(5);
  const truth = Array.from({ length: 12 }, () => random.logUniform(0.5, 20));
  // Products have different prices in the data, so that their mean sales mislead about their baselines.
  const rows = truth.flatMap((baseline, product) =>
    Array.from({ length: 150 }, (_, day) => {
      const price = 10 * random.logUniform(product % 2 === 0 ? 0.5 : 0.9, product % 2 === 0 ? 0.7 : 1.2);
      const units = random.poisson(24 * baseline * (price / 10) ** -2);
      return { product, start: START + day * DAY, price, units };
    }),
  );
  const set = setOf(panelOf(rows));
  const slopes = {
    all: { value: -2, error: 0.1 },
    byCategory: new Map(),
    own: truth.map(() => ({ value: -2, error: 0.1 })),
    season: new Float64Array(rows.length).fill(1),
    demand: set.panel.units,
  } as unknown as SlopeFit;
  const lesson = (change: Partial<Lesson> = {}): Lesson => ({
    set,
    slopes,
    rows: set.training,
    held: 0,
    halfLifeDays: 1e9,
    ...change,
  });
  const worst = (baselines: Float64Array) =>
    Math.max(...truth.map((is, i) => Math.abs((baselines[i] ?? 0) / is - 1)));

  /** A booster that knows the slope. Its level is 3 times the true one, which the baselines must correct. */
  const knowing =
    (calls: Parameters<Boost>[0][]): Boost =>
    async (job) => {
      calls.push(job);
      const index = (row: number) =>
        job.kind === 'trees' ? 3 * ((set.panel.price[row] ?? 0) / 10) ** -2 : 3;
      const model = linearModel(job.features, { log_price_ratio: -2 }, Math.log(3));
      return {
        json: model,
        file: 'before.json',
        predictions: Float32Array.from(set.training, index),
        rounds: 1,
        converged: true,
        xgboostVersion: '1.7.4',
      };
    };

  it('recovers the baselines that the mean sales miss', async () => {
    const { baselines } = await fitCandidate(lesson(), 'log-linear', 'matrix', knowing([]));
    expect(worst(firstBaselines(set))).toBeGreaterThan(0.5);
    expect(worst(baselines.map((each) => each * 3))).toBeLessThan(0.05);
  });

  it('asks, in the last pass, for an index that is 1 at list price', async () => {
    const calls: Parameters<Boost>[0][] = [];
    await fitCandidate(lesson(), 'log-linear', 'matrix', knowing(calls));
    const last = calls.at(-1);
    expect(last?.weights.length).toBe(rows.length);
    for (const [i, weight] of (last?.weights ?? []).entries()) {
      const price = (set.panel.price[i] ?? 0) / 10;
      expect(weight / price ** -2 / 24 / (truth[set.panel.product[i] ?? 0] ?? 0)).toBeCloseTo(1, 1);
    }
  });

  it('weighs a row by the units its baseline leads to expect, and divides by them', async () => {
    const calls: Parameters<Boost>[0][] = [];
    await fitCandidate(lesson(), 'trees', 'matrix', knowing(calls));
    const [first] = calls;
    const [baseline = 0] = firstBaselines(set);
    expect(first?.weights[0]).toBeCloseTo(24 * baseline, 3);
    expect(first?.labels[0]).toBeCloseTo((set.panel.units[0] ?? 0) / (24 * baseline), 4);
  });

  it('lets trees fall with the price only, and chooses their rounds on held rows in the last pass alone', async () => {
    const calls: Parameters<Boost>[0][] = [];
    const withCategories = { ...set, features: { ...set.features, categories: ['toys'] } };
    await fitCandidate(lesson({ set: withCategories, held: 30 }), 'trees', 'matrix', knowing(calls));
    expect(calls[0]?.features.slice(0, 4)).toEqual([
      'log_price_ratio',
      'log_price_ratio:toys',
      'category:toys',
      'sunday',
    ]);
    expect(calls[0]?.monotone.slice(0, 4)).toEqual([-1, -1, 0, 0]);
    expect(calls.map(({ held, patience }) => [held, patience])).toEqual([
      [30, 0],
      [30, 0],
      [30, 15],
    ]);
  });

  it('fixes the price weights of the log-linear model at the slopes, with the products own as an offset', async () => {
    const calls: Parameters<Boost>[0][] = [];
    const own = slopes.own.map((each, product) => (product === 0 ? { value: -3, error: 0.1 } : each));
    const change = { slopes: { ...slopes, own } };
    const { shifts } = await fitCandidate(lesson(change), 'log-linear', 'matrix', knowing(calls));
    expect(calls[0]?.fixed).toEqual({ log_price_ratio: -2 });
    expect([...shifts.subarray(0, 2)]).toEqual([-1, 0]);
    const [baseline = 0] = firstBaselines(set);
    const ratio = (set.panel.price[0] ?? 0) / 10;
    expect((calls[0]?.weights[0] ?? 0) / (24 * baseline * ratio ** -3)).toBeCloseTo(1, 4);
  });

  it('takes the season out of what it is trained on, and keeps it in the level', async () => {
    const calls: Parameters<Boost>[0][] = [];
    const change = { slopes: { ...slopes, season: slopes.season.map(() => 2) } };
    const { baselines } = await fitCandidate(lesson(change), 'log-linear', 'matrix', knowing(calls));
    const plain = await fitCandidate(lesson(), 'log-linear', 'matrix', knowing([]));
    const [baseline = 0] = firstBaselines(set);
    const ratio = (set.panel.price[0] ?? 0) / 10;
    expect((calls[0]?.weights[0] ?? 0) / (2 * 24 * baseline * ratio ** -2)).toBeCloseTo(1, 4);
    expect((baselines[0] ?? 0) / (plain.baselines[0] ?? 1)).toBeCloseTo(1, 6);
  });

  it('forgets old sales in the baselines by their half-life', async () => {
    const late = rows.length / 12 - 30;
    const grown = slopes.demand.map((units, row) => (row % 150 >= late ? 2 * units : units));
    const change = { slopes: { ...slopes, demand: grown }, halfLifeDays: 5 };
    const { baselines, baselinesFor } = await fitCandidate(
      lesson(change),
      'log-linear',
      'matrix',
      knowing([]),
    );
    expect((baselines[0] ?? 0) / (baselinesFor(1e9)[0] ?? 0)).toBeGreaterThan(1.5);
  });

  it('goes on from the weights of the pass before, and never from trees', async () => {
    const starts = async (kind: 'trees' | 'log-linear') => {
      const calls: Parameters<Boost>[0][] = [];
      await fitCandidate(lesson(), kind, 'matrix', knowing(calls));
      return calls.map(({ start }) => start);
    };
    expect(await starts('log-linear')).toEqual([undefined, 'before.json', 'before.json']);
    expect(await starts('trees')).toEqual([undefined, undefined, undefined]);
  });
});

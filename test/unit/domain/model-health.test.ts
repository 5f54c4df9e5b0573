import { describe, expect, it } from 'vitest';
import {
  calibrationRatio,
  checkCalibration,
  healthTally,
  ModelHealth,
} from '../../../domain/context/model-health.ts';
import { ModelUncalibrated } from '../../../domain/values/errors.ts';
import { hoursAgo, NOW, policy, state } from './make.ts';

const sold = (model: string, soldUnits: number, expectedUnits: number, at = NOW) =>
  state({ demand: { calibration: { model, soldUnits, expectedUnits, at } } });
const health = (soldUnits: number, expectedUnits: number, model = 'demand@1'): ModelHealth => ({
  model,
  products: 1,
  soldUnits,
  expectedUnits,
  at: NOW,
});
const settings = policy({ model: { use: true, calibration: {} } }).model.calibration;

describe('the health of models', () => {
  const tallied = (...states: ReturnType<typeof state>[]) => {
    const tally = healthTally(NOW);
    for (const each of states) tally.add(each);
    return tally.health();
  };

  it('sums what was sold and expected over all products, by model, in the order of their names', () => {
    expect(tallied(sold('b@1', 3, 4), sold('a@2', 1, 1), sold('b@1', 10, 2), sold('b@2', 5, 5))).toEqual([
      { model: 'a@2', products: 1, soldUnits: 1, expectedUnits: 1, at: NOW },
      { model: 'b@1', products: 2, soldUnits: 13, expectedUnits: 6, at: NOW },
      { model: 'b@2', products: 1, soldUnits: 5, expectedUnits: 5, at: NOW },
    ]);
  });

  it('counts what was seen a day ago by half', () => {
    expect(tallied(sold('a@1', 8, 4, hoursAgo(24)), sold('a@1', 1, 1))).toMatchObject([
      { products: 2, soldUnits: 5, expectedUnits: 3 },
    ]);
  });

  it('takes no time that is yet to come for time that has passed', () => {
    expect(tallied(sold('a@1', 8, 4, hoursAgo(-24)))).toMatchObject([{ soldUnits: 8, expectedUnits: 4 }]);
  });

  it('counts what was expected since the stock was last seen as not sold', () => {
    const expectation = { model: 'a@1', index: 1, unitsPerHour: 10 };
    const since = { from: hoursAgo(100), until: hoursAgo(100), indexHours: 0, units: 0 };
    expect(tallied(state({ demand: { expectation, pending: since } }))).toEqual([
      { model: 'a@1', products: 1, soldUnits: 0, expectedUnits: 1_000, at: NOW },
    ]);
  });

  it('passes over products that no model has expected anything of', () => {
    expect(tallied(state(), state({ demand: { sales: { units: 3, indexHours: 3, at: NOW } } }))).toEqual([]);
  });

  it('is what its schema takes', () => {
    expect(ModelHealth.array().safeParse(tallied(sold('a@1', 3, 4))).success).toBe(true);
  });
});

describe('the calibration of a model', () => {
  it('is what was sold over what was expected', () => {
    expect(calibrationRatio(health(30, 40))).toBe(0.75);
  });

  it('is unknown where nothing was expected', () => {
    expect(calibrationRatio(health(30, 0))).toBeUndefined();
  });

  it.each([
    ['the policy does not ask', undefined, [health(0, 9_999)]],
    ['nothing is known of it', settings, []],
    ['nothing was expected', settings, [health(500, 0)]],
    ['too little was expected to tell', settings, [health(0, 99.9)]],
    ['it sells as much as it expects', settings, [health(100, 100)]],
    ['it sells at the lowest that the policy allows', settings, [health(50, 100)]],
    ['it sells at the highest that the policy allows', settings, [health(200, 100)]],
    ['another version of it is off', settings, [health(0, 100, 'demand@2')]],
  ])('lets it pass where %s', (_, bounds, known) => {
    expect(() => checkCalibration(bounds, known, 'demand@1')).not.toThrow();
  });

  it.each([
    ['too little', 49.9],
    ['too much', 200.1],
  ])('switches off a model where %s is sold', (_, soldUnits) => {
    const check = () => checkCalibration(settings, [health(1, 1, 'a@1'), health(soldUnits, 100)], 'demand@1');
    expect(check).toThrow(ModelUncalibrated);
    expect(check).toThrow(expect.objectContaining({ name: 'ModelUncalibrated' }));
  });

  it('says by how much, and what the policy allows', () => {
    expect(() => checkCalibration(settings, [health(30, 120)], 'demand@1')).toThrow(
      'demand@1 expected 120.0 units where 30.0 were sold, a ratio of 0.25; the policy allows 0.5 to 2',
    );
  });
});

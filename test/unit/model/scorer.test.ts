import { describe, expect, it } from 'vitest';
import { loadModel, type Model, score, UnsupportedModel } from '../../../model/scorer.ts';
import { golden, goldenRows, modelJson } from './artifact.ts';

const bits = (value: number) => new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0;
const model = loadModel(modelJson());

describe('score', () => {
  it('gives the margins that XGBoost gave, bit for bit', () => {
    const { margins } = score(model, goldenRows);
    expect(golden.length).toBeGreaterThanOrEqual(500);
    expect(Array.from(margins, bits)).toEqual(golden.map(({ margin }) => bits(margin)));
  });

  it('gives the predictions that XGBoost gave, to the last bit of a float32', () => {
    const { predictions } = score(model, goldenRows);
    const apart = predictions.map((prediction, i) =>
      Math.abs(bits(prediction) - bits(golden[i]?.prediction ?? 0)),
    );
    expect(Math.max(...apart)).toBeLessThanOrEqual(1);
  });

  it('is held to rows with missing values, on split thresholds and on both default sides', () => {
    const thresholds = new Set(Array.from(model.value, (value, node) => `${model.feature[node]}:${value}`));
    const isSplit = (_: number, node: number) => model.left[node] !== -1;
    const onThreshold = goldenRows.filter((row) =>
      row.some((x, feature) => thresholds.has(`${feature}:${x}`)),
    );
    expect(goldenRows.filter((row) => row.some(Number.isNaN)).length).toBeGreaterThan(100);
    expect(onThreshold.length).toBeGreaterThan(100);
    expect(new Set(model.defaultLeft.filter(isSplit))).toEqual(new Set([0, 1]));
  });

  it('never expects more units at a higher price', () => {
    const price = model.featureNames.indexOf('log_price_ratio');
    for (const row of goldenRows.slice(0, 150)) {
      const curve = Array.from({ length: 60 }, (_, i) => row.with(price, -0.7 + i * 0.016));
      const { predictions } = score(model, curve);
      expect(predictions).toEqual(predictions.toSorted((a, b) => b - a));
    }
  });

  it.each([13, 15])('refuses a row of %d values where the model has 14 features', (length) => {
    expect(() => score(model, [Array<number>(14).fill(0), Array<number>(length).fill(0)])).toThrow(
      new RangeError(`row 2 has ${length} values, the model has 14 features`),
    );
  });
});

describe('loadModel', () => {
  /** The real model with the value at `path` replaced. */
  function changed(path: string, value: unknown): unknown {
    const json = modelJson();
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const parent = keys.reduce(
      (at, key) => at[key] as Record<string, unknown>,
      json as Record<string, unknown>,
    );
    expect(parent).toHaveProperty([last]);
    parent[last] = value;
    return json;
  }
  const booster = 'learner.gradient_booster';
  const tree = `${booster}.model.trees.3`;

  it.each([
    ['a later version', 'version', [2, 0, 0], 'version is 2.0'],
    ['an earlier version', 'version', [1, 6, 2], 'version is 1.6'],
    ['another objective', 'learner.objective.name', 'reg:squarederror', 'objective is reg:squarederror'],
    ['a linear booster', `${booster}.name`, 'gblinear', 'booster is gblinear'],
    ['a dart booster', `${booster}.name`, 'dart', 'booster is dart'],
    ['several classes', 'learner.learner_model_param.num_class', '3', 'num_class is 3'],
    ['several targets', 'learner.learner_model_param.num_target', '2', 'num_target is 2'],
    [
      'a random forest',
      `${booster}.model.gbtree_model_param.num_parallel_tree`,
      '4',
      'num_parallel_tree is 4',
    ],
    ['trees that are not there', `${booster}.model.gbtree_model_param.num_trees`, '61', 'num_trees is 61'],
    ['an early stop', 'learner.attributes.best_ntree_limit', '10', 'best_ntree_limit is 10'],
    ['a list as base_score', 'learner.learner_model_param.base_score', [0.5], 'base_score'],
    ['a base_score without a logarithm', 'learner.learner_model_param.base_score', '0E0', 'base_score 0E0'],
    [
      'another number of features',
      'learner.learner_model_param.num_feature',
      '15',
      'number of feature names is 14',
    ],
    ['categorical splits', `${tree}.split_type.0`, 1, 'tree 3 has categorical splits'],
    ['categories', `${tree}.categories`, [1], 'tree 3 has categorical splits'],
    ['a split on a feature that is not there', `${tree}.split_indices.0`, 14, 'splits on feature 14 of 14'],
    ['a child that is not there', `${tree}.left_children.0`, 999, 'tree 3: node 999 is missing'],
    [
      'a tree that goes in circles',
      `${tree}.left_children.0`,
      0,
      'tree 3: node 0 is missing or reached twice',
    ],
    ['node lists of different lengths', `${tree}.default_left`, [0], 'length of a node list'],
  ])('refuses %s', (_, path, value, message) => {
    expect(() => loadModel(changed(path, value))).toThrow(UnsupportedModel);
    expect(() => loadModel(changed(path, value))).toThrow(message);
  });

  it.each([null, {}, 'xgboost', []])('refuses %j, which is no model at all', (json) => {
    expect(() => loadModel(json)).toThrow(UnsupportedModel);
  });

  it('starts from the logarithm of base_score', () => {
    const noTrees = changed(`${booster}.model.trees`, []) as { learner: { attributes: object } };
    noTrees.learner.attributes = {};
    Object.assign((noTrees as never)['learner']['gradient_booster']['model']['gbtree_model_param'], {
      num_trees: '0',
    });
    Object.assign((noTrees as never)['learner']['learner_model_param'], { base_score: '2E0' });
    const empty: Model = loadModel(noTrees);
    expect(score(empty, [Array<number>(14).fill(0)]).predictions).toEqual([2]);
  });
});

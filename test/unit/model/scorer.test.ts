import { describe, expect, it } from 'vitest';
import { loadModel, type Model, score, UnsupportedModel } from '../../../model/scorer.ts';
import { golden, modelJson } from './artifact.ts';

const bits = (value: number) => new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0;
const model = loadModel(modelJson());
const FEATURES = model.featureCount;
const { rows, margins: expected } = golden('trees', FEATURES);

describe('score, of trees', () => {
  it('gives the margins that XGBoost gave, bit for bit', () => {
    const { margins } = score(model, rows);
    expect(rows.length).toBeGreaterThanOrEqual(5000);
    expect(Array.from(margins, bits)).toEqual(expected.map(bits));
  });

  it('predicts the exponential of the margin, as a float32', () => {
    const { predictions } = score(model, rows);
    expect(predictions).toEqual(expected.map((margin) => Math.fround(Math.exp(margin))));
  });

  it('is held to rows with missing values, on split thresholds and on both default sides', () => {
    const nodes = treeNodes();
    const thresholds = new Set(nodes.map(({ feature, value }) => `${feature}:${Math.fround(value)}`));
    const onThreshold = rows.filter((row) => row.some((x, feature) => thresholds.has(`${feature}:${x}`)));
    expect(rows.filter((row) => row.some(Number.isNaN)).length).toBeGreaterThan(1000);
    expect(onThreshold.length).toBeGreaterThan(1000);
    expect(new Set(nodes.map(({ defaultLeft }) => defaultLeft))).toEqual(new Set([0, 1]));
  });

  it('never expects more units at a higher price', () => {
    for (const row of rows.slice(0, 150)) {
      const curve = Array.from({ length: 60 }, (_, i) => row.with(0, -0.7 + i * 0.016));
      const { predictions } = score(model, curve);
      expect(predictions).toEqual(predictions.toSorted((a, b) => b - a));
    }
  });

  it.each([-1, 1])('refuses a row of %d more values than the model has features', (more) => {
    const length = FEATURES + more;
    expect(() => score(model, [Array<number>(FEATURES).fill(0), Array<number>(length).fill(0)])).toThrow(
      new RangeError(`row 2 has ${length} values, the model has ${FEATURES} features`),
    );
  });

  function treeNodes() {
    const json = modelJson() as {
      learner: { gradient_booster: { model: { trees: Record<string, number[]>[] } } };
    };
    return json.learner.gradient_booster.model.trees.flatMap((tree) =>
      (tree['left_children'] ?? []).flatMap((left, node) =>
        left === -1
          ? []
          : [
              {
                feature: tree['split_indices']?.[node],
                value: tree['split_conditions']?.[node] ?? Number.NaN,
                defaultLeft: tree['default_left']?.[node],
              },
            ],
      ),
    );
  }
});

describe('score, of a log-linear model', () => {
  const linear = loadModel(modelJson('log-linear'));
  const { rows: linearRows, margins: linearMargins } = golden('log-linear', linear.featureCount);

  it('gives the predictions that XGBoost gave, within a millionth', () => {
    const { predictions } = score(linear, linearRows);
    const apart = predictions.map((prediction, i) =>
      Math.abs(prediction / Math.exp(linearMargins[i] ?? Number.NaN) - 1),
    );
    expect(linearRows.length).toBeGreaterThanOrEqual(1000);
    expect(linearRows.filter((row) => row.some(Number.isNaN)).length).toBeGreaterThan(300);
    expect(Math.max(...apart)).toBeLessThan(1e-6);
  });

  it('says of each model which it is', () => {
    expect([model.kind, linear.kind]).toEqual(['trees', 'log-linear']);
  });
});

describe('loadModel', () => {
  /** The real model with the value at `path` replaced. */
  function changed(path: string, value: unknown, kind: 'trees' | 'log-linear' = 'trees'): unknown {
    const json = modelJson(kind);
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
    ['a dart booster', `${booster}.name`, 'dart', 'booster is dart'],
    ['several classes', 'learner.learner_model_param.num_class', '3', 'num_class is 3'],
    ['several targets', 'learner.learner_model_param.num_target', '2', 'num_target is 2'],
    [
      'a random forest',
      `${booster}.model.gbtree_model_param.num_parallel_tree`,
      '4',
      'num_parallel_tree is 4',
    ],
    ['trees that are not there', `${booster}.model.gbtree_model_param.num_trees`, '51', 'num_trees is 51'],
    ['an early stop', 'learner.attributes.best_ntree_limit', '10', 'best_ntree_limit is 10'],
    ['a list as base_score', 'learner.learner_model_param.base_score', [0.5], 'base_score'],
    ['a base_score without a logarithm', 'learner.learner_model_param.base_score', '0E0', 'base_score 0E0'],
    [
      'another number of features',
      'learner.learner_model_param.num_feature',
      '99',
      'number of feature names is 17',
    ],
    ['categorical splits', `${tree}.split_type.0`, 1, 'tree 3 has categorical splits'],
    ['categories', `${tree}.categories`, [1], 'tree 3 has categorical splits'],
    ['a split on a feature that is not there', `${tree}.split_indices.0`, 17, 'splits on feature 17 of 17'],
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

  it.each([
    ['a weight too few', `${booster}.model.weights`, [1, 2], 'number of weights is 2'],
    ['a weight that is no number', `${booster}.model.weights.0`, 'NaN', 'weights.0'],
    ['trees in a linear booster', `${booster}.name`, 'gbtree', 'not an XGBoost 1.7 JSON model'],
  ])('refuses %s', (_, path, value, message) => {
    expect(() => loadModel(changed(path, value, 'log-linear'))).toThrow(UnsupportedModel);
    expect(() => loadModel(changed(path, value, 'log-linear'))).toThrow(message);
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
    expect(score(empty, [Array<number>(FEATURES).fill(0)]).predictions).toEqual([2]);
  });
});

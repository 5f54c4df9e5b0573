import { linearMargin } from './linear-margin.ts';
import { treeMargin } from './tree-margin.ts';
import { parseLearner, UnsupportedModel } from './xgboost-json.ts';

export { UnsupportedModel } from './xgboost-json.ts';

/** A loaded model, created by loadModel. */
export interface Model {
  readonly kind: 'trees' | 'log-linear';
  readonly featureNames: readonly string[];
  readonly featureCount: number;
  /** The logarithm of the prediction, a float32. */
  marginOf(row: Float32Array): number;
}

/**
 * Loads the parsed JSON of XGBoost 1.7's `save_model`.
 *
 * @throws UnsupportedModel for another version, objective, booster or format: better no model than a wrong price
 */
export function loadModel(json: unknown): Model {
  const {
    feature_names: featureNames,
    learner_model_param,
    gradient_booster,
    attributes,
  } = parseLearner(json);
  const baseScore = Math.fround(Number(learner_model_param.base_score));
  if (!(baseScore > 0 && Number.isFinite(baseScore)))
    throw new UnsupportedModel(`base_score ${learner_model_param.base_score}`);
  const baseMargin = Math.fround(Math.log(baseScore));
  const featureCount = featureNames.length;
  const trees = gradient_booster.name === 'gbtree';
  const add = trees
    ? treeMargin(gradient_booster, attributes, featureCount)
    : linearMargin(gradient_booster, featureCount);
  return {
    kind: trees ? 'trees' : 'log-linear',
    featureNames,
    featureCount,
    marginOf: (row) => add(row, baseMargin),
  };
}

/**
 * Scores rows as XGBoost 1.7 does. Margins of trees are identical bit for bit. Predictions are exp(margin) as float32 and may
 * differ in the last bit where C's expf rounds differently.
 *
 * @param rows values in the order of model.featureNames, NaN for missing
 * @throws RangeError for a row with another number of values
 */
export function score(
  model: Model,
  rows: readonly (readonly number[])[],
): { margins: Float32Array; predictions: number[] } {
  const margins = Float32Array.from(rows, (row, index) => {
    if (row.length !== model.featureCount)
      throw new RangeError(
        `row ${index + 1} has ${row.length} values, the model has ${model.featureCount} features`,
      );
    return model.marginOf(Float32Array.from(row));
  });
  return { margins, predictions: Array.from(margins, (margin) => Math.fround(Math.exp(margin))) };
}

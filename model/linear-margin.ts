import { type GbLinear, same, UnsupportedModel } from './xgboost-json.ts';

/**
 * Returns a function that adds the bias and the weighted values to the initial margin of a row; missing values add nothing. The
 * sum is float32, in the order of the features, as in XGBoost.
 *
 * @throws UnsupportedModel if the number of weights does not match the features
 */
export function linearMargin(
  { model: { weights } }: GbLinear,
  featureCount: number,
): (row: Float32Array, baseMargin: number) => number {
  same('number of weights', weights.length, featureCount + 1);
  if (!weights.every(Number.isFinite)) throw new UnsupportedModel('a weight is not a number');
  const slopes = Float32Array.from(weights.slice(0, featureCount));
  const bias = Math.fround(weights[featureCount] ?? Number.NaN);
  return (row, baseMargin) => {
    let sum = Math.fround(bias + baseMargin);
    for (const [feature, slope] of slopes.entries()) {
      const x = row[feature] ?? Number.NaN;
      if (!Number.isNaN(x)) sum = Math.fround(sum + Math.fround(x * slope));
    }
    return sum;
  };
}

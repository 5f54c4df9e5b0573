import { type GbLinear, same, UnsupportedModel } from './xgboost-json.ts';

/**
 * A function that adds bias and weights times values to the margin a row starts from; missing values add nothing. The sum
 * is float32, in the order of the features, as in XGBoost.
 *
 * @throws UnsupportedModel for a number of weights that does not fit the features
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

import type { Circumstances } from '../context/circumstances.ts';
import { ModelUncalibrated, SenselessAnswer } from '../values/errors.ts';

/** Below this ratio of the highest to the lowest candidate, demand may well seem the same at all of them. */
const NARROWEST = 1.1;
/** The least own-price elasticity of an answer: a price 1% higher sells at least this many % less. */
const LEAST_ELASTICITY = 0.1;
/** Sales this many times more or less than expected contradict a model, from this many units on. */
const CONTRADICTION = 10;
const FEWEST_UNITS = 20;

/**
 * Refuses an answer that no price may follow from.
 *
 * @param answer prices in minor units, ascending, and the model's index at each
 * @throws SenselessAnswer if demand rises with the price, or hardly depends on it, so that the highest price would always win;
 * ModelUncalibrated if this product's sales contradict the model
 */
export function checkAnswer(
  on: Circumstances,
  { prices, indices }: { prices: readonly number[]; indices: readonly number[] },
  model: string,
): void {
  checkSlope(prices, indices);
  checkSales(on, model);
}

function checkSlope(prices: readonly number[], indices: readonly number[]): void {
  const [lowest, highest] = [prices[0], prices.at(-1)];
  if (lowest === undefined || highest === undefined || highest < NARROWEST * lowest) return;
  const elasticity = -slopeOf(prices, indices);
  // Without a demand at some price the fit has no slope there, and such an answer is not flat.
  if (Number.isNaN(elasticity) || elasticity >= LEAST_ELASTICITY) return;
  throw new SenselessAnswer(
    elasticity < 0
      ? `the model expects more sales at higher prices: elasticity ${elasticity.toFixed(2)} over its candidates`
      : `the model expects the same sales at any price: elasticity ${elasticity.toFixed(2)} over its candidates, at least ${LEAST_ELASTICITY} is needed`,
  );
}

/** Least-squares slope of ln index over ln price; NaN if an index is 0. */
function slopeOf(prices: readonly number[], indices: readonly number[]): number {
  const x = prices.map(Math.log);
  const y = indices.map(Math.log);
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [atX, atY] = [mean(x), mean(y)];
  const spread = x.reduce((sum, value) => sum + (value - atX) ** 2, 0);
  return x.reduce((sum, value, at) => sum + (value - atX) * ((y[at] ?? 0) - atY), 0) / spread;
}

function checkSales({ state }: Circumstances, model: string): void {
  const calibration = state.demand?.calibration;
  if (calibration === undefined || calibration.model !== model) return;
  const { soldUnits, expectedUnits } = calibration;
  if (Math.max(soldUnits, expectedUnits) < FEWEST_UNITS) return;
  if (soldUnits <= CONTRADICTION * expectedUnits && expectedUnits <= CONTRADICTION * soldUnits) return;
  throw new ModelUncalibrated(
    `sales contradict the model: ${soldUnits.toFixed(1)} units sold where it expected ${expectedUnits.toFixed(1)}`,
  );
}

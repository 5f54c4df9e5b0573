import type { Circumstances } from '../context/circumstances.ts';
import type { DemandBelief } from '../demand/demand-level.ts';
import { CALIBRATION_HALF_LIFE_HOURS, calibrationAt } from '../demand/demand-memory.ts';
import { ModelUncalibrated, SenselessAnswer } from '../values/errors.ts';

/** Below this ratio of the highest to the lowest candidate, demand may well seem the same at all of them. */
const NARROWEST = 1.1;
/** The least own-price elasticity of an answer: a price 1% higher sells at least this many % less. */
const LEAST_ELASTICITY = 0.1;
/** Sales this many times more or less than expected contradict it, from this many units on. */
const CONTRADICTION = 10;
const FEWEST_UNITS = 20;

/**
 * Refuses an answer that no price may follow from.
 *
 * Sales that the level learned from them explains contradict no model: a sale's first hours sell many times what a level from
 * before it expects.
 *
 * @param answer prices in minor units, ascending, and the model's index at each
 * @param learned the units that the level was learned from, and how many of them it expects
 * @throws SenselessAnswer if demand rises with the price, or hardly depends on it, so that the highest price would always win;
 * ModelUncalibrated if this product's sales contradict the model
 */
export function checkAnswer(
  on: Circumstances,
  { prices, indices }: { prices: readonly number[]; indices: readonly number[] },
  model: string,
  learned: DemandBelief['learned'],
): void {
  checkSlope(prices, indices);
  if (learned === undefined || contradict(learned)) checkSales(on, model);
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

function checkSales({ state, now }: Circumstances, model: string): void {
  const known = state.demand?.calibration;
  if (known === undefined || known.model !== model) return;
  const { soldUnits: sold, expectedUnits: expected } = calibrationAt(known, now, CALIBRATION_HALF_LIFE_HOURS);
  if (!contradict({ sold, expected })) return;
  throw new ModelUncalibrated(
    `sales contradict the model: ${sold.toFixed(1)} units sold where it expected ${expected.toFixed(1)}`,
  );
}

const contradict = ({ sold, expected }: { sold: number; expected: number }): boolean =>
  Math.max(sold, expected) >= FEWEST_UNITS &&
  (sold > CONTRADICTION * expected || expected > CONTRADICTION * sold);

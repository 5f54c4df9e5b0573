import * as z from 'zod';
import {
  CALIBRATION_HALF_LIFE_HOURS,
  type Calibration,
  calibrationAt,
  type DemandMemory,
  pendingUntil,
} from '../demand/demand-memory.ts';
import type { Policy } from '../policy/policy.ts';
import type { PriceState } from '../state/price-state.ts';
import { ModelUncalibrated } from '../values/errors.ts';
import { ascending } from '../values/sorting.ts';
import { Time } from '../values/time.ts';

/** Expected and actual recent sales of one model version, over all products. */
export const ModelHealth = z.object({
  model: z.string(),
  products: z.int().nonnegative(),
  soldUnits: z.number().nonnegative(),
  expectedUnits: z.number().nonnegative(),
  at: Time,
});
export type ModelHealth = z.infer<typeof ModelHealth>;

/** Sums the calibrations of all products by model. `add` takes one state; `health` returns the sums so far. */
export function healthTally(now: string) {
  const byModel = new Map<string, ModelHealth>();
  return {
    add({ demand }: PriceState): void {
      const calibration = demand && calibrationUntil(demand, now);
      if (calibration === undefined) return;
      const { model, soldUnits, expectedUnits } = calibration;
      const sum = byModel.get(model) ?? { model, products: 0, soldUnits: 0, expectedUnits: 0, at: now };
      byModel.set(model, {
        ...sum,
        products: sum.products + 1,
        soldUnits: sum.soldUnits + soldUnits,
        expectedUnits: sum.expectedUnits + expectedUnits,
      });
    },
    health: (): ModelHealth[] => [...byModel.values()].sort(ascending(({ model }) => model)),
  };
}

// Sales expected since the last known stock count as unsold, so that a model of products that never sell is measured too.
function calibrationUntil(demand: DemandMemory, now: string): Calibration | undefined {
  const { calibration } = demand;
  const waiting = pendingUntil(demand, now);
  const known = calibration && calibrationAt(calibration, now, CALIBRATION_HALF_LIFE_HOURS);
  if (waiting?.model === undefined) return known;
  if (known === undefined)
    return { model: waiting.model, soldUnits: 0, expectedUnits: waiting.units, at: now };
  if (known.model !== waiting.model) return known;
  return { ...known, expectedUnits: known.expectedUnits + waiting.units };
}

/** Units sold over units expected; undefined where nothing was expected. */
export const calibrationRatio = ({ soldUnits, expectedUnits }: ModelHealth): number | undefined =>
  expectedUnits > 0 ? soldUnits / expectedUnits : undefined;

/**
 * Throws unless sales are close to the model's expectation. A model that was switched off passes again once its expected
 * units have faded below the policy's minimum.
 *
 * @throws ModelUncalibrated outside the policy's bounds
 */
export function checkCalibration(
  settings: Policy['model']['calibration'],
  health: readonly ModelHealth[],
  model: string,
): void {
  const own = health.find((each) => each.model === model);
  const ratio = own && calibrationRatio(own);
  if (settings === undefined || own === undefined || ratio === undefined) return;
  if (own.expectedUnits < settings.minimumUnits) return;
  if (ratio >= settings.lowest && ratio <= settings.highest) return;
  throw new ModelUncalibrated(
    `${model} expected ${own.expectedUnits.toFixed(1)} units where ${own.soldUnits.toFixed(1)} were sold, a ratio of ${ratio.toFixed(2)}; the policy allows ${settings.lowest} to ${settings.highest}`,
  );
}

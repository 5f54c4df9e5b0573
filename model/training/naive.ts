import { firstBaselines } from './baselines.ts';
import { HOUR_MS } from './interval.ts';
import type { TrainingSet } from './training-set.ts';

/** Baseline forecasts: expected units in the holdout rows without the price. */
export function naiveForecasts(set: TrainingSet): Record<string, Float64Array> {
  const { panel, hours, training, holdout } = set;
  const means = firstBaselines(set);
  const meanOf = (row: number) => (means[panel.product[row] ?? -1] ?? Number.NaN) * hours;
  const forecasts: Record<string, Float64Array> = { 'product mean': Float64Array.from(holdout, meanOf) };
  if (set.features.interval === 'week') return forecasts;

  const slotOf = (row: number) => Math.floor((panel.start[row] ?? 0) / (hours * HOUR_MS)) % (168 / hours);
  const units = new Float64Array(168 / hours);
  const expected = new Float64Array(168 / hours);
  for (const row of training) {
    const slot = slotOf(row);
    units[slot] = (units[slot] ?? 0) + (panel.units[row] ?? 0);
    expected[slot] = (expected[slot] ?? 0) + meanOf(row);
  }
  // A slot without training rows counts as average.
  const profile = units.map((sold, slot) =>
    (expected[slot] ?? 0) > 0 ? (sold + 1) / ((expected[slot] ?? 0) + 1) : 1,
  );
  const name =
    set.features.interval === 'hour' ? 'product mean x hour of the week' : 'product mean x weekday';
  forecasts[name] = Float64Array.from(holdout, (row) => meanOf(row) * (profile[slotOf(row)] ?? 1));
  return forecasts;
}

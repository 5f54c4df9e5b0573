import type { Kind } from './boost.ts';
import type { CategoryElasticity } from './elasticity.ts';
import type { Evaluation } from './evaluate.ts';

/** Maximum factor between units sold and expected in the whole holdout, in both directions. */
const LEVEL_OFF = 1.25;

/** Points for a person to review before the model sets a price; best is none. */
export function warningsOf(
  { explained, periods }: Evaluation,
  kind: Kind,
  elasticity: readonly CategoryElasticity[],
): string[] {
  const warnings: string[] = [];
  const opposed = elasticity.filter(({ model, data }) => model.median < 0 && data.median > 0);
  if (opposed.length > 0)
    warnings.push(
      `For ${names(opposed)} most products sold more when they were dearer, the model says less: their prices followed demand, or something else did.`,
    );
  const own = explained[kind] ?? Number.NaN;
  const better = Object.entries(explained).filter(([name, d2]) => name !== kind && d2 >= own);
  if (better.length > 0)
    warnings.push(
      `It forecasts the holdout no better than the ${better.map(([name]) => name).join(', the ')}.`,
    );
  const sold = periods.list.reduce((sum, period) => sum + period.sold, 0);
  const ratio = sold / periods.list.reduce((sum, period) => sum + period.expected, 0);
  if (!(ratio < LEVEL_OFF && ratio > 1 / LEVEL_OFF))
    warnings.push(
      `In the holdout ${ratio.toFixed(2)} times as much was sold as expected: the level has moved.`,
    );
  return warnings;
}

/** Why the model itself must not set a price: where its demand falls by less than the price rises. */
export function inelasticOf(elasticity: readonly CategoryElasticity[]): string[] {
  const inelastic = elasticity.filter(({ model }) => !(model.median < -1));
  if (inelastic.length === 0) return [];
  return [
    `For ${names(inelastic)} the model's demand falls by less than the price rises, or not at all (elasticity above -1): the dearest candidate would always look best. Prices that followed demand look like this.`,
  ];
}

const names = (rows: readonly CategoryElasticity[]): string =>
  rows.map(({ category }) => category).join(', ');

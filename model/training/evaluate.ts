import { ascending } from '../../domain/values/sorting.ts';
import type { Kind } from './boost.ts';
import type { Candidate } from './candidate.ts';
import { type Choice, chooseChampion } from './champion.ts';
import { decisionValue } from './decision-value.ts';
import { demandCurve, restOf } from './demand-curve.ts';
import { explained } from './deviance.ts';
import { expectedUnits } from './expected-units.ts';
import { HOUR_MS } from './interval.ts';
import { naiveForecasts } from './naive.ts';
import type { TrainingSet } from './training-set.ts';

/** Minimum products for a bootstrap over products; with fewer it is over periods. */
const ENOUGH_PRODUCTS = 30;
const DAY_MS = 24 * HOUR_MS;

/** Units sold and expected in a period of the holdout that starts at `from`. */
export interface Period {
  from: string;
  sold: number;
  expected: number;
}

export interface Evaluation {
  /** D2 of the chosen model and of naive forecasts on the holdout, which chose nothing. */
  explained: Record<string, number>;
  periods: { length: 'day' | 'week' | 'month'; list: Period[] };
}

/** Evaluates the champion on the holdout. */
export function evaluate(set: TrainingSet, champion: Candidate): Evaluation {
  const { panel, holdout } = set;
  const units = Float64Array.from(holdout, (row) => panel.units[row] ?? 0);
  const expected = expectedUnits(set, champion, holdout);
  const all = { [champion.kind]: expected, ...naiveForecasts(set) };
  return {
    explained: Object.fromEntries(Object.entries(all).map(([name, each]) => [name, explained(units, each)])),
    periods: periodsOf(set, units, expected),
  };
}

const INSTRUMENTED =
  'Prices followed demand. The log-linear model has its slopes from costs; trees would take the prices at their word.';

/** The comparison of candidates on rows that none of them was trained on. */
export interface Trial {
  choice: Choice;
  /** D2 of each. */
  explained: Record<Kind, number>;
}

/**
 * Compares the candidates and chooses one.
 *
 * @param rows rows of the panel
 * @param instrumented whether the slopes come from costs: then sales at the prices charged can't judge them
 */
export function compare(
  set: TrainingSet,
  rows: Uint32Array,
  candidates: Record<Kind, Candidate>,
  unitCosts: readonly number[],
  instrumented: boolean,
): Trial {
  const { panel } = set;
  const usable = rows.filter((row) => panel.censored[row] !== 1);
  const units = Float64Array.from(usable, (row) => panel.units[row] ?? 0);
  const expected = {
    'log-linear': expectedUnits(set, candidates['log-linear'], usable),
    trees: expectedUnits(set, candidates.trees, usable),
  };
  const products = new Set(Array.from(usable, (row) => panel.product[row]));
  const column = products.size >= ENOUGH_PRODUCTS ? panel.product : panel.start;
  const clusterOf = (i: number) => column[usable[i] ?? -1] ?? Number.NaN;
  const flaw = flawOf(candidates['log-linear'], set);
  const decision = decisionValue(set, usable, candidates, unitCosts);
  const choice = chooseChampion(units, expected, clusterOf, flaw, decision);
  return {
    choice:
      instrumented && flaw === undefined ? { ...choice, kind: 'log-linear', why: INSTRUMENTED } : choice,
    explained: {
      'log-linear': explained(units, expected['log-linear']),
      trees: explained(units, expected.trees),
    },
  };
}

/** Why the log-linear model can't be used: it did not converge, or its demand does not fall with the price. */
export function flawOf(
  { model, boosted }: Pick<Candidate, 'model' | 'boosted'>,
  set: TrainingSet,
): string | undefined {
  if (!boosted.converged) return `it has not converged in ${boosted.rounds} rounds.`;
  const columns = set.features.categories;
  const others = set.categories.some((category) => !columns.includes(category));
  const rising = [...columns, ...(others ? [''] : [])].filter((category) => {
    const [at = Number.NaN, dearer = Number.NaN] = demandCurve(model, set.features, category, [1, 1.1]);
    return !(dearer < at);
  });
  if (rising.length === 0) return undefined;
  const named = rising.map((name) => (name === '' ? restOf(columns) : name)).join(', ');
  return `its demand does not fall with the price for ${named}.`;
}

function periodsOf(
  { panel, holdout, hours }: TrainingSet,
  units: Float64Array,
  expected: Float64Array,
): Evaluation['periods'] {
  const starts = Float64Array.from(holdout, (row) => panel.start[row] ?? 0);
  const first = starts.reduce((a, b) => Math.min(a, b));
  const days = (starts.reduce((a, b) => Math.max(a, b)) - first) / DAY_MS + hours / 24;
  const length = days > 200 ? 'month' : days > 21 || hours === 168 ? 'week' : 'day';
  const weekOrDay = (length === 'week' ? 7 : 1) * DAY_MS;
  const firstDay = Math.floor(first / DAY_MS) * DAY_MS;
  const keyOf = (start: number): string =>
    length === 'month'
      ? new Date(start).toISOString().slice(0, 7)
      : new Date(firstDay + Math.floor((start - firstDay) / weekOrDay) * weekOrDay)
          .toISOString()
          .slice(0, 10);
  const periods = new Map<string, Period>();
  for (const [i, start] of starts.entries()) {
    const from = keyOf(start);
    const period = periods.get(from) ?? { from, sold: 0, expected: 0 };
    periods.set(from, period);
    period.sold += units[i] ?? 0;
    period.expected += expected[i] ?? 0;
  }
  return { length, list: [...periods.values()].toSorted(ascending(({ from }) => from)) };
}

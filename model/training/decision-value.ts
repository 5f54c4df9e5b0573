import { seededRandom } from '../random.ts';
import type { Kind } from './boost.ts';
import type { Candidate } from './candidate.ts';
import { demandCurve } from './demand-curve.ts';
import { expectedUnits } from './expected-units.ts';
import { quantile } from './quantile.ts';
import type { TrainingSet } from './training-set.ts';

/** Log price beside the best one at which a sale no longer counts for it. */
const BANDWIDTH = 0.08;
/** Least sum of weights of a product's sales near the best price. */
const ENOUGH_SALES = 2;
/** Least products to compare. */
const ENOUGH_PRODUCTS = 10;
const POINTS = 81;
const RESAMPLES = 1000;
/** Share of the list price that a product without a cost is taken to cost. */
export const ASSUMED_COST = 0.5;

export interface DecisionValue {
  /** Profit at each model's best prices over the profit at the prices that were charged. */
  value: Record<Kind, number>;
  /** Value of the trees minus that of the log-linear model, and its 90% interval over resampled products. */
  lead: { value: number; low: number; high: number };
  products: number;
}

/**
 * Profit that each model's best price of each product made in these rows: the mean profit of the rows whose price was near it, so no
 * model judges itself (off-policy evaluation with a kernel: Kallus & Zhou 2018, Policy evaluation and optimization with continuous
 * treatments). Profit is relative to the time's demand over what both models expect. The interval is the bootstrap over products.
 *
 * @param rows rows that no candidate was trained on
 * @param unitCosts of each product, NaN for unknown
 * @returns undefined if too few products sold near the best prices of both
 */
export function decisionValue(
  set: TrainingSet,
  rows: Uint32Array,
  candidates: Record<Kind, Candidate>,
  unitCosts: readonly number[],
): DecisionValue | undefined {
  const kinds = ['log-linear', 'trees'] as const;
  const profits = relativeProfits(set, rows, candidates, unitCosts);
  const ranges = logRanges(set, set.training);
  const best = {
    'log-linear': bestLogPrices(set, candidates['log-linear'], unitCosts, ranges),
    trees: bestLogPrices(set, candidates.trees, unitCosts, ranges),
  };
  const sums = set.products.map(() => ({ rows: 0, profit: 0, 'log-linear': [0, 0], trees: [0, 0] }));
  for (const [i, row] of rows.entries()) {
    const product = set.panel.product[row] ?? 0;
    const sum = sums[product];
    const profit = profits[i] ?? Number.NaN;
    if (sum === undefined || !Number.isFinite(profit)) continue;
    sum.rows++;
    sum.profit += profit;
    const x = logRatio(set, row);
    for (const kind of kinds) {
      const near = Math.max(0, 1 - Math.abs(x - (best[kind][product] ?? Number.NaN)) / BANDWIDTH);
      const [weight = 0, total = 0] = sum[kind];
      if (near > 0) sum[kind] = [weight + near, total + near * profit];
    }
  }
  const known = sums.flatMap((sum) => {
    const [linear, trees] = kinds.map((kind) => sum[kind]);
    const enough = (linear?.[0] ?? 0) >= ENOUGH_SALES && (trees?.[0] ?? 0) >= ENOUGH_SALES;
    if (!enough) return [];
    const mean = ([weight = 1, total = 0]: number[]) => total / weight;
    return [
      { charged: sum.profit / sum.rows, 'log-linear': mean(sum['log-linear']), trees: mean(sum.trees) },
    ];
  });
  if (known.length < ENOUGH_PRODUCTS) return undefined;
  const random = seededRandom(1);
  const profitOf = (some: typeof known, kind: Kind) =>
    some.reduce((all, each) => all + each[kind], 0) / some.reduce((all, { charged }) => all + charged, 0);
  const leadOf = (some: typeof known) => profitOf(some, 'trees') - profitOf(some, 'log-linear');
  const resampled = Array.from({ length: RESAMPLES }, () =>
    leadOf(known.map((each) => known[Math.floor(random.uniform(0, known.length))] ?? each)),
  );
  return {
    value: { 'log-linear': profitOf(known, 'log-linear'), trees: profitOf(known, 'trees') },
    lead: { value: leadOf(known), low: quantile(resampled, 0.05), high: quantile(resampled, 0.95) },
    products: known.length,
  };
}

const logRatio = ({ panel }: TrainingSet, row: number): number =>
  Math.log((panel.price[row] ?? Number.NaN) / (panel.listPrice[row] ?? Number.NaN));

/** Profit of each row over what its time's demand is to the expected one, by both models together. */
function relativeProfits(
  set: TrainingSet,
  rows: Uint32Array,
  candidates: Record<Kind, Candidate>,
  unitCosts: readonly number[],
): Float64Array {
  const { panel } = set;
  const linear = expectedUnits(set, candidates['log-linear'], rows);
  const trees = expectedUnits(set, candidates.trees, rows);
  const times = new Map<number, { sold: number; expected: number }>();
  for (const [i, row] of rows.entries()) {
    const start = panel.start[row] ?? 0;
    const time = times.get(start) ?? { sold: 0, expected: 0 };
    times.set(start, time);
    time.sold += panel.units[row] ?? 0;
    time.expected += ((linear[i] ?? 0) + (trees[i] ?? 0)) / 2;
  }
  return Float64Array.from(rows, (row) => {
    const { sold, expected } = times.get(panel.start[row] ?? 0) ?? { sold: 0, expected: 0 };
    const margin = (panel.price[row] ?? Number.NaN) - costOf(set, row, unitCosts);
    return sold > 0 ? (margin * (panel.units[row] ?? 0) * expected) / sold : Number.NaN;
  });
}

function costOf({ panel }: TrainingSet, row: number, unitCosts: readonly number[]): number {
  const known = [panel.cost[row], unitCosts[panel.product[row] ?? -1]].find(
    (cost) => (cost ?? Number.NaN) >= 0,
  );
  return known ?? ASSUMED_COST * (panel.listPrice[row] ?? Number.NaN);
}

/** The 5th and 95th percentile of each product's log prices over list price. */
function logRanges(set: TrainingSet, rows: Uint32Array): [number, number][] {
  const logs = set.products.map((): number[] => []);
  for (const row of rows) logs[set.panel.product[row] ?? -1]?.push(logRatio(set, row));
  return logs.map((each) => [quantile(each, 0.05), quantile(each, 0.95)]);
}

/** Logarithm of each product's most profitable price over its list price, within its range; NaN for products without prices. */
function bestLogPrices(
  set: TrainingSet,
  { model, shifts }: Candidate,
  unitCosts: readonly number[],
  ranges: readonly [number, number][],
): number[] {
  const listPrices: number[] = [];
  for (const row of set.training)
    listPrices[set.panel.product[row] ?? 0] = set.panel.listPrice[row] ?? Number.NaN;
  const finite = ranges.flat().filter(Number.isFinite);
  const low = finite.reduce((a, b) => Math.min(a, b), 0);
  const high = finite.reduce((a, b) => Math.max(a, b), 0);
  const logs = Array.from({ length: POINTS }, (_, i) => low + ((high - low) * i) / (POINTS - 1));
  const curves = new Map<string, number[]>();
  return set.products.map((_, product) => {
    const category = set.categories[product] ?? '';
    const column = set.features.categories.includes(category) ? category : '';
    const curve = curves.get(column) ?? demandCurve(model, set.features, column, logs.map(Math.exp));
    curves.set(column, curve);
    const [from, to] = ranges[product] ?? [Number.NaN, Number.NaN];
    const list = listPrices[product] ?? Number.NaN;
    const known = unitCosts[product] ?? Number.NaN;
    const cost = known >= 0 ? known : ASSUMED_COST * list;
    let best = { log: Number.NaN, profit: Number.NEGATIVE_INFINITY };
    for (const [i, log] of logs.entries()) {
      if (log < from - 1e-9 || log > to + 1e-9) continue;
      const profit = (list * Math.exp(log) - cost) * (curve[i] ?? 0) * Math.exp((shifts[product] ?? 0) * log);
      if (profit > best.profit) best = { log, profit };
    }
    return best.log;
  });
}

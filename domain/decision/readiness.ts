import * as z from 'zod';
import type { GoLiveSettings } from '../policy/go-live.ts';
import { Mode, type Policy } from '../policy/policy.ts';
import type { Product } from '../product/product.ts';
import { Interval, ratioOf } from '../standing/clusters.ts';
import { PRICE_LEVELS, PriceLevel, type Standing, StandingKind } from '../standing/standing.ts';
import { gainPercent, missingOf, salesOf } from '../standing/tally.ts';
import type { PriceState } from '../state/price-state.ts';
import { ascending } from '../values/sorting.ts';
import { Time } from '../values/time.ts';

/** Units sold and expected, and their ratio. */
const Sold = z.object({ sold: z.number(), expected: z.number(), ratio: Interval.optional() });

/** The figures of all products of one standing. Intervals are 95%, with products as clusters. */
export const StandingFigures = z.object({
  kind: StandingKind,
  products: z.int(),
  sales: Sold,
  levels: z.array(Sold.extend({ level: PriceLevel })),
  /**
   * Expected profit of the decided prices above that of the prices they are compared with (the price in force while watching or
   * stopped, the list price while live), in per cent. Each product counts by its sales over the expected ones.
   */
  gainPercent: Interval.optional(),
  /** Share of the decisions in which the model wanted its lowest or its highest price. */
  atLowestPercent: z.number(),
  atHighestPercent: z.number(),
  /** Changes of the decided price, and of its direction, of one product in a day. */
  changesPerDay: z.number(),
  reversalsPerDay: z.number(),
});
export type StandingFigures = z.infer<typeof StandingFigures>;

/** Whether the products of a policy are ready to go live, and how the live ones do. */
export const Readiness = z.object({
  policyId: z.string(),
  mode: Mode,
  /** Who decides; absent if the policy watches no products. */
  goLiveBy: z.enum(['itself', 'person', 'at-once']).optional(),
  /** Active products of the policy without a standing. */
  unwatched: z.int(),
  standings: z.array(StandingFigures),
  /** What the watched products lack together; empty if they are ready, absent if there are none. */
  missing: z.array(z.string()).optional(),
  /** Stopped products, then watched ones; at most `PRODUCTS_NAMED`. */
  products: z.array(
    z.object({
      productId: z.string(),
      kind: StandingKind,
      since: Time,
      model: z.string().optional(),
      sold: z.number(),
      expected: z.number(),
      gainPercent: z.number().optional(),
      why: z.string(),
    }),
  ),
});
export type Readiness = z.infer<typeof Readiness>;

const PRODUCTS_NAMED = 200;
const KINDS: readonly StandingKind[] = ['stopped', 'watching', 'live'];

interface Watch {
  policy: Policy;
  products: Set<string>;
  unwatched: number;
  standings: { productId: string; standing: Standing }[];
}

/** Collects the standings under each policy. Add all products first, then all states. */
export function readinessTally() {
  const watches = new Map<string, Watch>();
  const watchOf = new Map<string, Watch>();
  return {
    addProduct({ productId, status }: Pick<Product, 'productId' | 'status'>, policy: Policy): void {
      const found = watches.get(policy.policyId);
      const watch = found ?? { policy, products: new Set<string>(), unwatched: 0, standings: [] };
      watches.set(policy.policyId, watch);
      if (status !== 'active') return;
      watchOf.set(productId, watch);
      watch.unwatched += 1;
    },
    addState({ productId, standing }: Pick<PriceState, 'productId' | 'standing'>): void {
      const watch = watchOf.get(productId);
      if (watch === undefined || standing === undefined) return;
      watch.unwatched -= 1;
      watch.standings.push({ productId, standing });
    },
    readiness: (): Readiness[] =>
      [...watches.values()].map(readinessOf).sort(ascending(({ policyId }) => policyId)),
  };
}

function readinessOf({ policy, unwatched, standings }: Watch): Readiness {
  const { policyId, mode, goLive } = policy;
  const of = (kind: StandingKind) => standings.filter(({ standing }) => standing.kind === kind);
  const figures = KINDS.filter((kind) => of(kind).length > 0).map((kind) =>
    figuresOf(
      kind,
      of(kind).map(({ standing }) => standing),
    ),
  );
  const watching = figures.find(({ kind }) => kind === 'watching');
  return {
    policyId,
    mode,
    ...(goLive ? { goLiveBy: goLive.by } : {}),
    unwatched,
    standings: figures,
    ...(goLive && watching ? { missing: missingTogether(watching, goLive) } : {}),
    products: [...of('stopped'), ...of('watching')]
      .slice(0, PRODUCTS_NAMED)
      .map(({ productId, standing }) => {
        const { kind, since, model, tally } = standing;
        const gain = gainPercent(tally);
        return {
          productId,
          kind,
          since,
          ...(model === undefined ? {} : { model }),
          ...salesOf(tally),
          ...(gain === undefined ? {} : { gainPercent: gain }),
          why: whyOf(standing, goLive),
        };
      }),
  };
}

function whyOf({ kind, why, tally }: Standing, goLive: GoLiveSettings | undefined): string {
  if (kind === 'stopped' || goLive === undefined) return why ?? '';
  return missingOf(tally, goLive).join('; ') || 'ready';
}

function figuresOf(kind: StandingKind, standings: readonly Standing[]): StandingFigures {
  const sum = (value: (standing: Standing) => number) =>
    standings.reduce((total, standing) => total + value(standing), 0);
  const decisions = sum(({ tally }) => tally.decisions);
  const days = sum(({ tally }) => tally.hours) / 24;
  const gain = ratioOf(standings.flatMap(({ tally }) => gainShare(tally)));
  const share = (count: number, of: number) => (of === 0 ? 0 : count / of);
  return {
    kind,
    products: standings.length,
    sales: soldIn(standings.map(({ tally }) => salesOf(tally))),
    levels: PRICE_LEVELS.flatMap((level) => {
      const sales = standings.flatMap(({ tally }) => tally.levels[level] ?? []);
      return sales.length === 0 ? [] : [{ level, ...soldIn(sales) }];
    }),
    ...(gain ? { gainPercent: asGain(gain) } : {}),
    atLowestPercent:
      100 *
      share(
        sum(({ tally }) => tally.atLowest),
        decisions,
      ),
    atHighestPercent:
      100 *
      share(
        sum(({ tally }) => tally.atHighest),
        decisions,
      ),
    changesPerDay: share(
      sum(({ tally }) => tally.changes),
      days,
    ),
    reversalsPerDay: share(
      sum(({ tally }) => tally.reversals),
      days,
    ),
  };
}

function soldIn(sales: readonly { sold: number; expected: number }[]): z.infer<typeof Sold> {
  const ratio = ratioOf(sales.map(({ sold, expected }) => ({ of: sold, over: expected })));
  return {
    sold: sales.reduce((total, each) => total + each.sold, 0),
    expected: sales.reduce((total, each) => total + each.expected, 0),
    ...(ratio ? { ratio } : {}),
  };
}

// Expected profits of one decision on average, scaled by what was really sold. One unit more on both sides keeps a product with
// hardly any sales from counting many times over.
function gainShare(tally: Standing['tally']): { of: number; over: number }[] {
  if (tally.decisions === 0) return [];
  const { sold, expected } = salesOf(tally);
  const scale = (sold + 1) / (expected + 1) / tally.decisions;
  return [{ of: scale * tally.profit, over: scale * tally.otherwise }];
}

const asGain = ({ value, low, high }: Interval): Interval => ({
  value: 100 * (value - 1),
  ...(low === undefined ? {} : { low: 100 * (low - 1) }),
  ...(high === undefined ? {} : { high: 100 * (high - 1) }),
});

// The same terms as for one product, on the sums; the gain by the lower end of its interval.
function missingTogether(
  { sales, gainPercent: gain, ...rest }: StandingFigures,
  terms: GoLiveSettings,
): string[] {
  const lacks: string[] = [];
  if (sales.expected < terms.minimumUnits)
    lacks.push(`${sales.expected.toFixed(1)} of ${terms.minimumUnits} units expected`);
  const { lowest, highest } = terms.calibration;
  const ratio = sales.ratio?.value;
  if (ratio !== undefined && (ratio < lowest || ratio > highest))
    lacks.push(`sold / expected is ${ratio.toFixed(2)}, allowed are ${lowest} to ${highest}`);
  const least = gain === undefined ? undefined : (gain.low ?? gain.value);
  if (least === undefined) lacks.push('no expected gain is known');
  else if (least < terms.minimumGainPercent)
    lacks.push(
      `the expected gain may be as low as ${least.toFixed(1)}%, at least ${terms.minimumGainPercent}% is needed`,
    );
  const atBound = rest.atLowestPercent + rest.atHighestPercent;
  if (atBound > terms.mostAtBoundPercent)
    lacks.push(`${atBound.toFixed(0)}% of prices at a bound, at most ${terms.mostAtBoundPercent}% may be`);
  return lacks;
}

import type { DemandFamily } from '../theory/demand-families.ts';

/** The list price of the product in every world, in minor units. */
export const LIST_PRICE = 10_000;

/** Start of every sale: 18:00, so that a sale of a day contains one midnight. */
export const SALE_STARTS_AT = '2026-11-27T18:00:00.000Z';

/** Visitors who arrive as a Poisson process, each with a maximum price. */
export interface Shoppers extends DemandFamily {
  /** Visitors an hour. */
  potential: number;
  /** Maximum price of a visitor (minor units), for a uniform draw in (0, 1]: P(pays >= p) = rate(p) / potential. */
  pays(draw: number): number;
}

/**
 * Shoppers with time. They look at the price `everyHours`, for `hours` or until the sale ends, and buy at once at `bargain`
 * times their maximum price; at their last look they buy at their maximum.
 */
export interface Patience {
  /** Share of all visitors. */
  share: number;
  hours: number;
  everyHours: number;
  bargain: number;
}

/** What the demand model predicts. */
export interface Belief {
  /** Demand at a price over demand at the list price; the price is a share of the list price. */
  index(priceRatio: number): number;
  /** Busyness of each UTC hour, 1 on average; undefined where the model ignores it. */
  busyHours?: readonly number[];
}

/**
 * A product with `stock` units for sale for `hours`. Demand at price p is scale x busyness(hour) x shoppers.rate(p) units
 * an hour. Money in minor units.
 */
export interface World {
  id: string;
  /** Title in the report. */
  title: string;
  hours: number;
  stock: number;
  unitCost: number;
  shoppers: Shoppers;
  /** Busyness of each UTC hour, 1 on average. */
  busyHours?: readonly number[];
  /** Coefficient of variation of the scale, Gamma distributed with mean 1; 0: always 1. */
  scaleCv: number;
  belief: Belief;
  /** Allowed prices, in percent of the list price. */
  percentOfList: { lowest: number; highest: number };
  /** Whether the level of demand is learned during the sale: wherever it is uncertain. */
  learns: boolean;
  /** From `at` hours on demand is `factor` times as high. Neither the model nor the baseline knows. */
  surprise?: { at: number; factor: number };
  patience?: Patience;
  /**
   * Rounds of `hours` each, one after the other, each with `stock` units at its start: sales with an end, or the times between
   * deliveries. The price state goes on. Absent: one sale.
   */
  rounds?: { count: number; between: 'sales' | 'deliveries' };
  /** False where the optimal policy cannot be computed. */
  solvable: boolean;
  /** How many of the strategies are played. */
  detail: 'all' | 'some' | 'few';
}

/** Hours of all rounds. */
export const allHours = ({ hours, rounds }: Pick<World, 'hours' | 'rounds'>): number =>
  hours * (rounds?.count ?? 1);

/** Factors of demand over time. */
type Tides = Pick<World, 'busyHours' | 'surprise'>;

/** Busyness of the shop at `hours` into the sale. */
export function busyness({ busyHours, surprise }: Tides, hours: number): number {
  const factor = surprise !== undefined && hours >= surprise.at ? surprise.factor : 1;
  if (busyHours === undefined) return factor;
  const hour = (new Date(SALE_STARTS_AT).getUTCHours() + Math.floor(hours)) % 24;
  return factor * (busyHours[hour] ?? 1);
}

/** The highest busyness of any time, at least 1. */
export const busiest = ({ busyHours, surprise }: Tides): number =>
  Math.max(1, ...(busyHours ?? [])) * Math.max(1, surprise?.factor ?? 1);

/** Hours of average traffic in a round. A surprise must come at a full hour. */
export function averageHours(world: Tides & Pick<World, 'hours'>): number {
  let sum = 0;
  for (let hour = 0; hour < world.hours; hour++)
    sum += busyness(world, hour) * Math.min(1, world.hours - hour);
  return sum;
}

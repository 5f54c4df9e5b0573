import type { DemandFamily } from '../theory/demand-families.ts';

/** The list price of the product in every world, in minor units. */
export const LIST_PRICE = 10_000;

/** When every sale begins: six in the evening, so that a sale of a day has one midnight in it. */
export const SALE_STARTS_AT = '2026-11-27T18:00:00.000Z';

/** People who come as a Poisson process, each with the most that they would pay. */
export interface Shoppers extends DemandFamily {
  /** People an hour. */
  potential: number;
  /** What the person pays at most (minor units), for a uniform draw in (0, 1]: P(pays >= p) = rate(p) / potential. */
  pays(draw: number): number;
}

/** What the demand model is made to say. */
export interface Belief {
  /** Demand at a price over demand at the list price; the price as a share of the list price. */
  index(priceRatio: number): number;
  /** How busy each UTC hour is, 1 on average; left out where the model doesn't know of it. */
  busyHours?: readonly number[];
}

/**
 * A product with `stock` units for sale for `hours`. Demand at price p is scale x busyness(hour) x shoppers.rate(p) units
 * an hour. Money in minor units.
 */
export interface World {
  id: string;
  /** In plain words, for the report. */
  title: string;
  hours: number;
  stock: number;
  unitCost: number;
  shoppers: Shoppers;
  /** How busy each UTC hour is, 1 on average. */
  busyHours?: readonly number[];
  /** Coefficient of variation of the scale, Gamma distributed with mean 1; 0: always 1. */
  scaleCv: number;
  belief: Belief;
  /** The prices that may be asked, as percentages of the list price. */
  percentOfList: { lowest: number; highest: number };
  /** Whether the retailer would have the level of demand learned here: wherever it is not known for certain. */
  learns: boolean;
}

/** How busy the shop is at `hours` into the sale. */
export function busyness({ busyHours }: Pick<World, 'busyHours'>, hours: number): number {
  if (busyHours === undefined) return 1;
  const hour = (new Date(SALE_STARTS_AT).getUTCHours() + Math.floor(hours)) % 24;
  return busyHours[hour] ?? 1;
}

/** Hours of average traffic in the sale. */
export function averageHours(world: Pick<World, 'busyHours' | 'hours'>): number {
  let sum = 0;
  for (let hour = 0; hour < world.hours; hour++)
    sum += busyness(world, hour) * Math.min(1, world.hours - hour);
  return sum;
}

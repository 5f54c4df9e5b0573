import { maximise } from './linear-programme.ts';

/** A price for one period, and the expected units sold in that period. */
export interface Offer {
  price: number;
  demand: number;
}

/** Shares of the periods by offer (nothing is offered in the rest), and the earnings. */
export interface PriceMix {
  revenuePerPeriod: number;
  shares: number[];
  /** Additional earnings for one more unit of inventory, and for one more period. */
  shadowPrices: { unit: number; period: number };
}

/**
 * The single-product example of Ferreira, Simchi-Levi & Wang 2018, "Online Network Revenue Management Using Thompson
 * Sampling", Operations Research 66(6), 1586-1602: in each period a customer comes, and buys one unit with this
 * probability. Prices in dollars.
 */
export const FERREIRA_EXAMPLE: readonly Offer[] = [
  { price: 29.9, demand: 0.8 },
  { price: 34.9, demand: 0.6 },
  { price: 39.9, demand: 0.3 },
  { price: 44.9, demand: 0.1 },
];

/**
 * Their linear programme with demand known: maximise sum of p_k d_k x_k subject to sum of d_k x_k <= inventory per
 * period, sum of x_k <= 1, x >= 0. Times the number of periods, its value is an upper bound on what any policy
 * earns in expectation, and the yardstick of their regret.
 *
 * @param inventoryPerPeriod units of stock at the start, over the number of periods
 * @throws RangeError without offers, or for a demand or an inventory below 0
 */
export function bestPriceMix(offers: readonly Offer[], inventoryPerPeriod: number): PriceMix {
  const activities = offers.map(({ price, demand }) => ({
    gain: price * demand,
    uses: [demand, 1] as const,
  }));
  const { value, amounts, shadowPrices } = maximise(activities, [inventoryPerPeriod, 1]);
  return {
    revenuePerPeriod: value,
    shares: amounts,
    shadowPrices: { unit: shadowPrices[0], period: shadowPrices[1] },
  };
}

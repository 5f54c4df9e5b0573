import {
  constantElasticityDemand,
  exponentialDemand,
  linearDemand,
  logitDemand,
} from '../theory/demand-families.ts';
import { LIST_PRICE, type Shoppers } from './world.ts';

/**
 * Shoppers of each demand family, of whom `rate` an hour buy at the list price. With ample stock the list price earns most, so
 * scarce stock is the only reason for another price. Prices in minor units.
 */

/** Demand falls by the same percentage with each euro: rate(p) = a e^(-slope p / list). Prices up to `high`. */
export function exponentialShoppers(rate: number, is: { slope?: number; high?: number } = {}): Shoppers {
  const { slope = 1, ...within } = is;
  const a = rate * Math.exp(slope);
  return {
    ...exponentialDemand({ a, alpha: slope / LIST_PRICE }, within),
    potential: a,
    pays: (draw) => (-LIST_PRICE * Math.log(draw)) / slope,
  };
}

/** Share of the last digits of a price that shoppers overlook. */
const OVERLOOKED = 0.25;
/** The digits that count fully are tens of the currency, in minor units. */
const LEFT_DIGITS = 1_000;

/**
 * Exponential shoppers with left-digit bias: to them 99.99 is nearer to 90 than it is, so demand drops at each multiple of ten.
 * The perceived price is p - 0.25 (p mod 10). The form of Lacetera, Pope & Sydnor 2012, "Heuristic Thinking and Limited Attention
 * in the Car Market".
 */
export function leftDigitShoppers(rate: number): Shoppers {
  const plain = exponentialShoppers(rate);
  const perceived = (price: number): number => price - OVERLOOKED * (price % LEFT_DIGITS);
  const perceivedRate = (price: number): number => plain.rate(perceived(price));
  // Between two multiples of ten demand is exponential with a smaller slope, so its best price is known.
  const slope = (1 - OVERLOOKED) / LIST_PRICE;
  return {
    rate: perceivedRate,
    bestRate: (cost) => {
      const inner = cost + 1 / slope;
      const decades = Array.from({ length: Math.ceil(inner / LEFT_DIGITS) + 1 }, (_, i) => i * LEFT_DIGITS);
      const prices = decades.map((low) => Math.min(Math.max(inner, low), low + LEFT_DIGITS - 1));
      const gain = (price: number): number => perceivedRate(price) * (price - cost);
      const price = prices.reduce((best, each) => (gain(each) > gain(best) ? each : best));
      return { price, rate: perceivedRate(price) };
    },
    potential: plain.potential,
    pays: (draw) => {
      const most = plain.pays(draw);
      const digits = most % LEFT_DIGITS;
      // Prices are whole minor units, so the highest below the next multiple of ten ends the decade.
      return most - digits + Math.min(digits / (1 - OVERLOOKED), LEFT_DIGITS - 1);
    },
  };
}

/** Demand falls by the same number with each euro: nobody pays more than twice the list price. */
export function linearShoppers(rate: number): Shoppers {
  const a = 2 * rate;
  return {
    ...linearDemand({ a, b: a / (2 * LIST_PRICE) }),
    potential: a,
    pays: (draw) => 2 * LIST_PRICE * (1 - draw),
  };
}

/** Two of three shoppers buy at the list price, where demand falls most steeply. */
export function logitShoppers(rate: number): Shoppers {
  const alpha = 3 / LIST_PRICE;
  const utility = 3 + Math.log(2);
  const a = 1.5 * rate;
  const potential = a / (1 + Math.exp(-utility));
  return {
    ...logitDemand({ a, alpha, utility }),
    potential,
    pays: (draw) => (utility + Math.log(a / (draw * potential) - 1)) / alpha,
  };
}

/**
 * A price 1% higher sells `elasticity` % less, at any price. Only shoppers who would pay 60% of the list price, or the unit cost
 * if that is less, are counted. With the returned unit cost, in whole minor units, the list price is
 * the best.
 */
export function constantElasticityShoppers(
  rate: number,
  elasticity: number,
): { shoppers: Shoppers; unitCost: number } {
  const unitCost = Math.round(LIST_PRICE * (1 - 1 / elasticity));
  const a = rate * LIST_PRICE ** elasticity;
  const low = Math.min(unitCost, 0.6 * LIST_PRICE);
  const shoppers = {
    ...constantElasticityDemand({ a, elasticity }, { low }),
    potential: a * low ** -elasticity,
    pays: (draw: number) => low * draw ** (-1 / elasticity),
  };
  return { shoppers, unitCost };
}

/** Every visitor buys at any price; `highest` is the highest allowed price. */
export function indifferentShoppers(rate: number, highest: number): Shoppers {
  return {
    rate: () => rate,
    bestRate: (cost) => ({ price: Math.max(highest, cost), rate: cost > highest ? 0 : rate }),
    potential: rate,
    pays: () => Number.POSITIVE_INFINITY,
  };
}

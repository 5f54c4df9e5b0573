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

/** Demand falls by the same percentage with each euro: rate(p) = a e^(-p / list). */
export function exponentialShoppers(rate: number): Shoppers {
  const a = rate * Math.E;
  return {
    ...exponentialDemand({ a, alpha: 1 / LIST_PRICE }),
    potential: a,
    pays: (draw) => -LIST_PRICE * Math.log(draw),
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

/** A price 1% higher sells 2.5% less, at any price. Only shoppers who would pay `unitCost`, 60% of the list price, are counted. */
export function constantElasticityShoppers(rate: number): { shoppers: Shoppers; unitCost: number } {
  const elasticity = 2.5;
  const unitCost = LIST_PRICE * (1 - 1 / elasticity);
  const a = rate * LIST_PRICE ** elasticity;
  const shoppers = {
    ...constantElasticityDemand({ a, elasticity }, { low: unitCost }),
    potential: a * unitCost ** -elasticity,
    pays: (draw: number) => unitCost * draw ** (-1 / elasticity),
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

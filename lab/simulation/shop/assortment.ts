import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';

/** The categories with their elasticities as the model knows them: with 2, a price 1% higher sells 2% less. */
export const CATEGORIES = [
  { category: 'coffee', elasticity: 2.2 },
  { category: 'fashion', elasticity: 2.4 },
  { category: 'toys', elasticity: 2.8 },
  { category: 'electronics', elasticity: 3.2 },
] as const;

/** A product of the shop with its true demand. Amounts in minor units. */
export interface Article {
  productId: string;
  category: string;
  listPrice: number;
  unitCost: number;
  /** Own elasticity, which the model does not know. */
  elasticity: number;
  /** The elasticity of the category, which it knows. */
  believed: number;
  /** Mean units a week at the list price with ample stock. */
  weeklyUnits: number;
  /** What the retailer expects, units a week. */
  expectedUnits: number;
  /** Stock after each delivery. */
  level: number;
  /** Days from the start of the shop to the first delivery; then one comes every week. */
  deliveryDay: number;
}

/** Own elasticities scatter around their category's by this standard deviation. */
const OWN_ELASTICITY_SD = 0.3;
/** The retailer's forecast of a week is off by about a quarter, and its mark-up by about a twentieth. */
const FORECAST_SD = 0.25;
const MARK_UP_SD = 0.05;

/**
 * An assortment: half of the products sell fewer than 12 units a week, a few some hundreds. The list price is about the best one
 * for ample stock, and a delivery lasts for 1.1 to 1.6 times the forecast of a week. The same for the same seed.
 */
export function assortment(count: number, seed: number): Article[] {
  const generator = mersenne(seed);
  const uniform = (): number => 1 - uniformFloat64(generator);
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return Array.from({ length: count }, (_, i) => {
    const { category, elasticity: believed } = CATEGORIES[
      i % CATEGORIES.length
    ] as (typeof CATEGORIES)[number];
    const elasticity = Math.max(1.5, believed + OWN_ELASTICITY_SD * normal());
    // Prices that end in 9, from 2.49 to about 200.
    const listPrice = Math.max(249, 10 * Math.round((2_500 * Math.exp(0.9 * normal())) / 10) - 1);
    const weeklyUnits = 12 * Math.exp(1.2 * normal());
    const expectedUnits = weeklyUnits * Math.exp(FORECAST_SD * normal());
    return {
      productId: `${category}-${String(i + 1).padStart(3, '0')}`,
      category,
      listPrice,
      unitCost: Math.round(listPrice * (1 - 1 / believed) * (1 + MARK_UP_SD * normal())),
      elasticity,
      believed,
      weeklyUnits,
      expectedUnits,
      level: Math.max(2, Math.ceil((1.1 + 0.5 * uniform()) * expectedUnits)),
      deliveryDay: i % 7,
    };
  });
}

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Product } from '../../domain/product/product.ts';
import { ascending } from '../../domain/values/sorting.ts';
import type { SampleProduct } from './sample.ts';

/** A visitor who arrives `at` seconds into the sale, and buys one unit if its price is at most `pays` (minor units). */
export interface Customer {
  at: number;
  productId: string;
  pays: number;
}

/** Share of visitors who buy at the list price. */
const BUY_AT_LIST = 0.25;

/** Own-price elasticity of demand by category. With 2, a price 1% higher loses 2% of the buyers. */
const ELASTICITY: Record<string, number> = {
  electronics: 3.2,
  fashion: 2.4,
  grocery: 1.6,
  home: 2.2,
  sports: 2.3,
  toys: 2.8,
  beauty: 1.9,
  books: 2.1,
};

/**
 * The visitors of a sale of `seconds` by time, the same for the same seed. The maximum that they pay is Pareto distributed, so
 * that the share that buys at price p is 0.25 (p / list)^-elasticity. More come towards the end.
 */
export function customers(
  products: SampleProduct[],
  count: number,
  seconds: number,
  seed: number,
): Customer[] {
  const generator = xoroshiro128plus(seed);
  const uniform = () => uniformFloat64(generator);
  const traffic = products.reduce((sum, each) => sum + each.traffic, 0);
  const pick = (): SampleProduct => {
    let left = uniform() * traffic;
    for (const each of products) {
      left -= each.traffic;
      if (left <= 0) return each;
    }
    return products.at(-1) as SampleProduct;
  };
  return Array.from({ length: count }, () => {
    const { product } = pick();
    const elasticity = ELASTICITY[product.category] ?? 2;
    const share = (1 - uniform()) / BUY_AT_LIST;
    // Density 1 + t/2 on [0, 1], by inversion: 1.5 times as many visitors at the end as at the start.
    const t = -2 + Math.sqrt(4 + 5 * uniform());
    return {
      at: t * seconds,
      productId: product.productId,
      pays: product.listPrice * share ** (-1 / elasticity),
    };
  }).sort(ascending(({ at }) => at));
}

/** Sales in minor units. The margin is over the unit cost, for products whose cost is known. */
export interface Takings {
  revenue: number;
  margin: number;
  units: number;
}

/** Adds a unit of the product, sold at `price`, to the takings. */
export function take(takings: Takings, { unitCost }: Product, price: number): void {
  takings.revenue += price;
  takings.margin += unitCost === undefined ? 0 : price - unitCost;
  takings.units += 1;
}

/** Sales to the same visitors at list prices, with the same stock. */
export function staticTakings(products: SampleProduct[], visitors: Customer[]): Takings {
  const shelves = new Map(products.map(({ product, stock }) => [product.productId, { stock, product }]));
  const takings: Takings = { revenue: 0, margin: 0, units: 0 };
  for (const { productId, pays } of visitors) {
    const shelf = shelves.get(productId);
    if (shelf === undefined || shelf.stock === 0 || pays < shelf.product.listPrice) continue;
    shelf.stock -= 1;
    take(takings, shelf.product, shelf.product.listPrice);
  }
  return takings;
}

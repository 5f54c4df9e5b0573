import { expectedUnitsSold } from '../../../domain/demand/demand.ts';
import { Product } from '../../../domain/product/product.ts';
import { DAY_MS, shift } from '../../../domain/values/time.ts';
import { type Outcome, playSale, type Step } from '../play-sale.ts';
import { goodsPricer, nextDelivery } from '../policies/desk-pricer.ts';
import { staticPricer } from '../policies/pricer.ts';
import { pricesWithin, shippedPolicy } from '../policies/shipped.ts';
import { BUSY_HOURS } from '../worlds/catalogue.ts';
import { modelOf } from '../worlds/world-model.ts';
import { type Article, assortment } from './assortment.ts';
import { DAY_CV, visitorsOf } from './visitors.ts';

const PRODUCTS = 100;
export const WEEKS = 8;
/** Hours from one delivery to the next. */
export const WEEK = 168;
const SEED = 1;
/** A Monday, before the shop opens. */
const OPENS_AT = '2026-09-07T04:00:00.000Z';
/** Prices that the model was trained on, in percent of the list price. */
const TRAINED = { lowest: 60, highest: 130 };

/** Eight weeks of one product. */
export interface Played {
  article: Article;
  steps: Step[];
  shipped: Outcome;
  list: Outcome;
  /** The best static price within the shipped terms, for the true demand. */
  best: Outcome;
  bestPrice: number;
  /** Every price that the shipped terms allow, ascending. */
  prices: number[];
}

/** Plays the shop under the shipped policy, the list prices and the best static prices, with the same visitors. */
export async function playShop(products = PRODUCTS): Promise<Played[]> {
  const played: Played[] = [];
  for (const [i, article] of assortment(products, SEED).entries())
    played.push(await playArticle(article, 1_000 * SEED + i));
  return played;
}

async function playArticle(article: Article, seed: number): Promise<Played> {
  const { listPrice, unitCost, level, elasticity } = article;
  const startsAt = shift(OPENS_AT, article.deliveryDay * DAY_MS);
  const rounds = { count: WEEKS, between: 'deliveries' } as const;
  const time = { hours: WEEK, stock: level, unitCost, rounds };
  const crowd = { scale: 1, visitors: visitorsOf(article, startsAt, WEEKS * WEEK, seed) };
  const prices = pricesWithin({ percentOfList: TRAINED, unitCost, listPrice });
  const expected = (price: number): number => {
    const mean = article.weeklyUnits * (price / listPrice) ** -elasticity;
    // The mean factor of seven days has a seventh of the variance of one.
    return (price - unitCost) * expectedUnitsSold(level, mean, 7 / DAY_CV ** 2);
  };
  const bestPrice = prices.reduce((best, price) => (expected(price) > expected(best) ? price : best));
  const pricer = goodsPricer(
    {
      startsAt,
      stock: level,
      product: (at) => productOf(article, startsAt, at),
      model: modelOf({
        percentOfList: TRAINED,
        belief: { index: (ratio) => ratio ** -article.believed, busyHours: BUSY_HOURS },
      }),
    },
    shippedPolicy(),
    'own',
  );
  const steps: Step[] = [];
  const shipped = await playSale(time, crowd, pricer, (step) => steps.push(step));
  return {
    ...{ article, steps, shipped, bestPrice, prices },
    list: await playSale(time, crowd, staticPricer(listPrice)),
    best: await playSale(time, crowd, staticPricer(bestPrice)),
  };
}

const productOf = (article: Article, startsAt: string, at: number): Product =>
  Product.parse({
    productId: article.productId,
    name: article.productId,
    category: article.category,
    currency: 'EUR',
    listPrice: article.listPrice,
    unitCost: article.unitCost,
    baselineUnitsPerHour: article.expectedUnits / WEEK,
    ...nextDelivery(startsAt, at, WEEK),
  });

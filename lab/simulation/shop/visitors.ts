import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';
import { DAY_MS, HOUR_MS, shift } from '../../../domain/values/time.ts';
import { BUSY_HOURS } from '../worlds/catalogue.ts';
import { gammaOfMean1, type Visitor } from '../worlds/customers-of.ts';
import type { Article } from './assortment.ts';

/** Days differ by a Gamma factor of mean 1 and this coefficient of variation: weather, a mention, a competitor. */
export const DAY_CV = 0.6;
/** Shoppers who would pay less than this share of the list price never buy and are not drawn. */
const LOWEST = 0.5;

/**
 * The visitors of a product from `startsAt` for `hours`: Poisson in each hour of the clock, with the rhythm of the day and a factor
 * of the day. `at` in hours since the start. The same for the same seed.
 */
export function visitorsOf(article: Article, startsAt: string, hours: number, seed: number): Visitor[] {
  const generator = mersenne(seed);
  const uniform = (): number => 1 - uniformFloat64(generator);
  const perHour = (article.weeklyUnits / 168) * LOWEST ** -article.elasticity;
  const factors = new Map<number, number>();
  const visitors: Visitor[] = [];
  for (let hour = 0; hour < hours; hour++) {
    const now = Date.parse(shift(startsAt, hour * HOUR_MS));
    const day = Math.floor(now / DAY_MS);
    const factor = factors.get(day) ?? gammaOfMean1(1 / DAY_CV ** 2, uniform);
    factors.set(day, factor);
    const rate = perHour * factor * (BUSY_HOURS[new Date(now).getUTCHours()] ?? 1);
    const nextAfter = (at: number): number => at - Math.log(uniform()) / rate;
    for (let at = nextAfter(hour); at < hour + 1; at = nextAfter(at))
      visitors.push({ at, pays: LOWEST * article.listPrice * uniform() ** (-1 / article.elasticity) });
  }
  return visitors;
}

import { CATEGORIES, type DemandContext } from './features.ts';
import { type Random, seededRandom } from './random.ts';

/** The recent sales rate and price are means over this many hours before the decision. */
export const RATE_WINDOW_HOURS = 3;
/** A price is watched for this many hours at most, and the model's answer is a mean over as many. */
export const HORIZON_HOURS = 24;
/** Prices tried, as shares of the list price. */
export const PRICE_RATIO = { min: 0.5, max: 1.3 };

/** One price, held for a while, and what it sold against what the recent rate promised. */
export interface SalesRow {
  /** Which sale the row is from; rows of one sale belong on the same side of a hold-out. */
  history: number;
  context: DemandContext;
  units: number;
  /** Units that would have sold at the recent rate in the same time, > 0. */
  expectedUnits: number;
}

/** Mean price elasticity by category; a product's own is this times exp(0.15 z), z standard normal. */
const ELASTICITY: Record<string, number> = {
  electronics: 3.4,
  fashion: 2.6,
  grocery: 1.5,
  home: 2.1,
  sports: 2.4,
  toys: 3.0,
  beauty: 1.8,
  books: 2.2,
};
const UNKNOWN_CATEGORY = { name: 'garden', elasticity: 2.4 };
const WEEKDAY = [1.2, 0.9, 0.9, 0.95, 0.95, 1.0, 1.15]; // Sunday first
const YEAR_START = Date.UTC(2025, 0, 1);
const HOUR_MS = 3_600_000;

/**
 * Sales of made-up products, the same for the same seed. In each hour of a sale, demand at price p is Poisson with mean
 *
 *   base x (p / list)^-elasticity x hour x weekday x rush x drift
 *   base      log-uniform 0.5 to 50 units an hour
 *   hour      1 + 0.6 cos(2 pi (h - 20) / 24), UTC: busiest at 20:00
 *   rush      1 + 0.8 exp(-hours left / 3); 1 in the one sale out of ten that has no end
 *   drift     a random walk of the logarithm, 5% an hour
 *
 * Stock has no effect on demand here; it only ends it.
 */
export function* salesHistory(seed: number, sales: number): Generator<SalesRow> {
  const random = seededRandom(seed);
  for (let history = 0; history < sales; history++) yield* oneSale(history, random);
}

interface Hour {
  price: number;
  units: number;
  /** Share of the hour in which there was stock. */
  exposure: number;
}

function* oneSale(history: number, random: Random): Generator<SalesRow> {
  const category = random.uniform(0, 1) < 0.05 ? UNKNOWN_CATEGORY.name : random.oneOf(CATEGORIES);
  const elasticity = (ELASTICITY[category] ?? UNKNOWN_CATEGORY.elasticity) * Math.exp(0.15 * random.normal());
  const listPrice = Math.round(random.logUniform(500, 100_000));
  const base = random.logUniform(0.5, 50);
  const length = Math.round(random.logUniform(6, 96));
  const endless = random.uniform(0, 1) < 0.1;
  const start = YEAR_START + Math.floor(random.uniform(0, 365 * 24)) * HOUR_MS;
  let stock = Math.ceil(base * length * random.logUniform(0.3, 5));
  let drift = 0;

  const sell = (hour: number, price: number): Hour => {
    drift += 0.05 * random.normal();
    const hoursLeft = endless ? Number.POSITIVE_INFINITY : length - hour;
    const mean =
      base *
      (price / listPrice) ** -elasticity *
      traffic(start + hour * HOUR_MS, hoursLeft) *
      Math.exp(drift);
    const asked = random.poisson(mean);
    const units = Math.min(asked, stock);
    // A sold-out hour counts up to its last sale: `stock` is the mean rank of that sale among the `asked` arrivals.
    const exposure = asked < stock ? 1 : stock / (asked + 1);
    stock -= units;
    return { price, units, exposure };
  };
  const somePrice = () => Math.round(listPrice * random.logUniform(PRICE_RATIO.min, PRICE_RATIO.max));

  const past: Hour[] = [];
  for (const firstPrice = somePrice(); past.length < RATE_WINDOW_HOURS; )
    past.push(sell(past.length, firstPrice));
  while (past.length < length && stock > 0) {
    const recent = past.slice(-RATE_WINDOW_HOURS);
    const exposure = total(recent, (hour) => hour.exposure);
    const rate = total(recent, (hour) => hour.units) / exposure;
    const now = past.length;
    const price = somePrice();
    const context: DemandContext = {
      category,
      listPrice,
      price,
      recentPrice: total(recent, (hour) => hour.price * hour.exposure) / exposure,
      stock,
      recentUnitsPerHour: rate,
      hoursLeft: endless ? Number.POSITIVE_INFINITY : length - now,
      at: new Date(start + now * HOUR_MS).toISOString(),
    };
    const held: Hour[] = [];
    while (held.length < HORIZON_HOURS && now + held.length < length && stock > 0)
      held.push(sell(now + held.length, price));
    past.push(...held);
    const expectedUnits = rate * total(held, (hour) => hour.exposure);
    // After three hours without a sale there is no rate to multiply.
    if (expectedUnits > 0)
      yield { history, context, units: total(held, (hour) => hour.units), expectedUnits };
  }
}

function traffic(time: number, hoursLeft: number): number {
  const at = new Date(time);
  const hour = 1 + 0.6 * Math.cos((2 * Math.PI * (at.getUTCHours() - 20)) / 24);
  return hour * (WEEKDAY[at.getUTCDay()] ?? 1) * (1 + 0.8 * Math.exp(-hoursLeft / 3));
}

const total = (hours: readonly Hour[], of: (hour: Hour) => number) =>
  hours.reduce((sum, hour) => sum + of(hour), 0);

import { type Random, seededRandom } from './random.ts';

/** Sales of one product in one hour or day, in the columns of the CSV. Prices and cost in units of money, not cents. */
export interface SaleRow {
  product: string;
  /** Start of the hour or day, milliseconds since 1970. */
  time: number;
  price: number;
  units: number;
  listPrice: number;
  cost: number;
  /** Units left at the end. */
  stock: number;
  promo: boolean;
  category: string;
}

/**
 * How prices come about, and what of demand the sales show:
 *
 *   experiment  each day's price is drawn for no reason
 *   season      all demand has a season of 120 days, and prices rise with it
 *   follow      a product's demand drifts widely, and its price follows yesterday's demand and its cost, which varies
 *   scarce      as experiment, but stock lasts for one to three days at list price
 *   fixed       every product has one price
 */
export const WORLDS = ['experiment', 'season', 'follow', 'scarce', 'fixed'] as const;
export type World = (typeof WORLDS)[number];

/** Mean price elasticity by category; a product's own is this times exp(0.15 z), z standard normal. */
export const ELASTICITY: Record<string, number> = {
  electronics: 3.4,
  fashion: 2.6,
  grocery: 1.5,
  home: 2.1,
  sports: 2.4,
  toys: 3.0,
  beauty: 1.8,
  books: 2.2,
};
/** Range of prices, as shares of the list price. */
export const PRICE_RATIO = { min: 0.5, max: 1.3 };
export const PROMO_UPLIFT = 1.4;
const WEEKDAY = [1.2, 0.9, 0.9, 0.95, 0.95, 1.0, 1.15]; // Sunday first
const YEAR_START = Date.UTC(2025, 0, 1);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Sales of synthetic products by product and time, the same for the same seed. In each hour demand at price p is Poisson with
 * mean
 *
 *   base x (p / list)^-elasticity x hour x weekday x promo x drift
 *   base      log-uniform 0.2 to 20 units an hour
 *   hour      1 + 0.6 cos(2 pi (h - 20) / 24), UTC: busiest at 20:00
 *   promo     1.4 on one day in ten, drawn by day
 *   drift     exp of an autoregressive walk: each day 0.9 of yesterday's logarithm plus 0.05 z, z standard normal
 *
 * Each day's price is drawn independently, log-uniform over 0.5 to 1.3 of the list price, as in an experiment. Stock arrives
 * about once a week, for 6 to 30 mean days' demand at list price, and limits the sales. Other worlds differ as said there.
 */
export function* salesOf(
  seed: number,
  products: number,
  days: number,
  world: World = 'experiment',
): Generator<SaleRow> {
  const random = seededRandom(seed);
  const names = Object.keys(ELASTICITY);
  for (let number = 0; number < products; number++) {
    const category = names[number % names.length] ?? '';
    yield* oneProduct(`P${String(number + 1).padStart(4, '0')}`, category, days, world, random);
  }
}

function* oneProduct(
  product: string,
  category: string,
  days: number,
  world: World,
  random: Random,
): Generator<SaleRow> {
  const elasticity = (ELASTICITY[category] ?? 0) * Math.exp(0.15 * random.normal());
  const listPrice = cents(random.logUniform(5, 1000));
  const usualCost = cents(listPrice * random.uniform(0.35, 0.6));
  const base = random.logUniform(0.2, 20);
  const scarce = world === 'scarce';
  const delivery = () => Math.ceil(24 * base * (scarce ? random.uniform(1, 3) : random.uniform(6, 30)));
  let stock = delivery();
  let drift = 0;
  let costDrift = 0;
  for (let day = 0; day < days; day++) {
    if (world === 'follow') costDrift = 0.9 * costDrift + 0.06 * random.normal();
    const cost = cents(usualCost * Math.exp(costDrift));
    const price = cents(listPrice * shareOfList(world, day, drift, costDrift, random));
    const promo = random.uniform(0, 1) < 0.1;
    drift = 0.9 * drift + (world === 'follow' ? 0.2 : 0.05) * random.normal();
    if (random.uniform(0, 1) < (scarce ? 1 / 3 : 1 / 7)) stock += delivery();
    const others = (promo ? PROMO_UPLIFT : 1) * Math.exp(drift + (world === 'season' ? season(day) : 0));
    const level = base * (price / listPrice) ** -elasticity * others;
    for (let hour = 0; hour < 24; hour++) {
      const time = YEAR_START + day * DAY_MS + hour * HOUR_MS;
      const units = Math.min(random.poisson(level * traffic(time)), stock);
      stock -= units;
      yield { product, time, price, units, listPrice, cost, stock, promo, category };
    }
  }
}

/** The day's price over the list price. `drift` is the logarithm of yesterday's demand over the usual one, `costDrift` the cost's. */
function shareOfList(world: World, day: number, drift: number, costDrift: number, random: Random): number {
  if (world === 'fixed') return 1;
  if (world === 'season') return Math.exp(0.4 * season(day) + 0.05 * random.normal());
  if (world === 'follow') return Math.exp(0.4 * drift + 0.6 * costDrift + 0.03 * random.normal());
  return random.logUniform(PRICE_RATIO.min, PRICE_RATIO.max);
}

/** Logarithm of the season's factor. */
const season = (day: number): number => 0.6 * Math.sin((2 * Math.PI * day) / 120);

/** Sums the hours of each day. Prices and promotions are constant in a day; the stock is that of the evening. */
export function* byDay(hours: Iterable<SaleRow>): Generator<SaleRow> {
  let units = 0;
  for (const row of hours) {
    units += row.units;
    if ((row.time + HOUR_MS) % DAY_MS !== 0) continue;
    yield { ...row, units, time: row.time + HOUR_MS - DAY_MS };
    units = 0;
  }
}

function traffic(time: number): number {
  const at = new Date(time);
  return (1 + 0.6 * Math.cos((2 * Math.PI * (at.getUTCHours() - 20)) / 24)) * (WEEKDAY[at.getUTCDay()] ?? 1);
}

const cents = (price: number): number => Math.round(price * 100) / 100;

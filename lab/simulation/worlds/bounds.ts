import { expectedUnitsSold } from '../../../domain/demand/demand.ts';
import { optimalPolicy } from '../theory/hamilton-jacobi-bellman.ts';
import { operationalTime } from '../theory/operational-time.ts';
import { averageHours, busyness, LIST_PRICE, type World } from './world.ts';

const roundsOf = ({ rounds }: World): number => rounds?.count ?? 1;

/** The policy that knows the demand and its scale, and prices optimally. Time in hours, money in minor units. */
export interface Optimum {
  /** Expected earnings of all rounds for a known demand scale. */
  earnings(scale: number): number;
  /** `hoursLeft` of the round. */
  price(stock: number, hoursLeft: number, scale: number): number;
}

/**
 * The optimum for demand scales up to `highestScale`. A scale only makes time pass faster, as busyness does, so one solution
 * serves all scales.
 */
export function optimumOf(world: World, highestScale: number): Optimum {
  const clock =
    world.busyHours || world.surprise
      ? operationalTime((at) => busyness(world, at), world.hours)
      : (left: number) => left;
  const whole = clock(world.hours) * highestScale;
  const { bestRate } = world.shoppers;
  const { stock, unitCost } = world;
  const policy = optimalPolicy({ bestRate, stock, unitCost, duration: whole });
  const passed = (left: number, scale: number): number => Math.min(whole, clock(left) * scale);
  return {
    earnings: (scale) => roundsOf(world) * policy.value(stock, passed(world.hours, scale)),
    price: (units, left, scale) => policy.price(units, passed(left, scale)),
  };
}

/** Expected earnings of a constant price, for one demand scale or over all scales of the world. */
export function staticEarnings(world: World, price: number, scale?: number): number {
  const mean = (scale ?? 1) * world.shoppers.rate(price) * averageHours(world);
  const known = scale !== undefined || world.scaleCv === 0;
  const shape = known ? Number.POSITIVE_INFINITY : 1 / world.scaleCv ** 2;
  return roundsOf(world) * (price - world.unitCost) * expectedUnitsSold(world.stock, mean, shape);
}

/** The best constant price in whole minor units, given the true demand but not its scale. */
export function bestStaticPrice(world: World): number {
  const { lowest, highest } = world.percentOfList;
  return best(
    (price) => staticEarnings(world, price),
    Math.ceil((lowest / 100) * LIST_PRICE),
    Math.floor((highest / 100) * LIST_PRICE),
  );
}

/**
 * The best constant price among some, as `bestStaticPrice`.
 *
 * @throws RangeError if there are none
 */
export function bestStaticPriceOf(world: World, prices: readonly number[]): number {
  const [first, ...rest] = prices.map((price) => ({ price, earns: staticEarnings(world, price) }));
  if (first === undefined) throw new RangeError(`no price is allowed in ${world.id}`);
  return rest.reduce((most, each) => (each.earns > most.earns ? each : most), first).price;
}

/**
 * Earnings if exactly the expected number sold: an upper bound for the expectation of any policy (Gallego & van Ryzin 1994,
 * theorem 2).
 */
export function fluidEarnings(world: World, scale: number): number {
  const hours = averageHours(world) * scale;
  const { lowest, highest } = world.percentOfList;
  const earns = (price: number): number =>
    (price - world.unitCost) * Math.min(world.stock, world.shoppers.rate(price) * hours);
  return roundsOf(world) * earns(best(earns, (lowest / 100) * LIST_PRICE, (highest / 100) * LIST_PRICE));
}

/** The whole number with the highest value: the best of a coarse grid, then of all numbers between its neighbours. */
function best(value: (x: number) => number, low: number, high: number): number {
  const step = Math.max(1, Math.round((high - low) / 500));
  const highestOf = (from: number, to: number, by: number): number => {
    let [at, most] = [from, value(from)];
    for (let x = from + by; x <= to; x += by) {
      const now = value(x);
      if (now > most) [at, most] = [x, now];
    }
    return at;
  };
  const rough = highestOf(low, high, step);
  return highestOf(Math.max(low, rough - step), Math.min(high, rough + step), 1);
}

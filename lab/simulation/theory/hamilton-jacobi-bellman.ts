import type { BestRate } from './demand-families.ts';
import { operationalTime } from './operational-time.ts';
import { integrate, type Trajectory } from './runge-kutta.ts';

/** A stock to sell until a deadline, with known Poisson demand. Money and time in any units, used consistently. */
export interface SaleProblem {
  bestRate: BestRate;
  /** Units at the start, the maximum stock of the policy. */
  stock: number;
  duration: number;
  /** Cost of each sold unit. Default 0. */
  unitCost?: number;
  /** Factor of demand at a time from 0 (the start) to `duration`. Default 1. */
  intensity?: (time: number) => number;
}

/** Prices and expected earnings for `n` units and `left` time to go. */
export interface OptimalPolicy {
  /** Expected revenue minus unit costs until the end, J(n, left). */
  value(n: number, left: number): number;
  /** The optimal price. Needs n >= 1. */
  price(n: number, left: number): number;
  /** Steps of the solution. */
  steps: number;
}

/** Relative error of a step. Errors don't grow (J is a contraction of its start), so at worst they add up. */
const TOLERANCE = 1e-13;

/**
 * Solves the Hamilton-Jacobi-Bellman equation of optimal pricing (Gallego & van Ryzin 1994; with an intensity,
 * Zhao & Zheng 2000, "Optimal Dynamic Pricing for Perishable Assets with Nonhomogeneous Demand"),
 *
 *   dJ(n, t)/dt = sup over p of rate(p) (p - unitCost - [J(n, t) - J(n - 1, t)]),  J(n, 0) = J(0, t) = 0,
 *
 * with t the time left. An intensity m(t) only changes the clock: the equation is solved once, without it, in
 * operational time. Between steps J is the quintic that has the value and the first two derivatives of the solution
 * at either end; they follow from the equation, as the derivative of the supremum by the opportunity cost is -rate.
 *
 * Work is stock x steps and so is memory (8 bytes each); steps grow with the most units that could be sold, about
 * max rate x duration, and number a few thousand up to 1,000 units.
 *
 * @throws RangeError for a problem out of range, or demand that has no finite best rate; and, from the policy, for a
 *   stock or a time left that the problem does not include
 */
export function optimalPolicy(problem: SaleProblem): OptimalPolicy {
  const { bestRate, stock, duration, unitCost = 0, intensity } = problem;
  if (!Number.isSafeInteger(stock) || stock < 0)
    throw new RangeError(`stock must be an integer >= 0, not ${stock}`);
  if (!(duration >= 0 && duration < Infinity)) throw new RangeError(`duration must be >= 0, not ${duration}`);
  if (!Number.isFinite(unitCost)) throw new RangeError(`unitCost must be a number, not ${unitCost}`);

  const best = (worth: number): { price: number; rate: number; gain: number } => {
    const { price, rate } = bestRate(worth + unitCost);
    return { price, rate, gain: rate * (price - unitCost - worth) };
  };
  if (!Number.isFinite(best(0).rate))
    throw new RangeError('no finite rate is best at no cost: set a lowest price, or a cost of a unit');
  const slopes = (values: Float64Array, out: Float64Array): void => {
    out[0] = 0;
    for (let n = 1; n < values.length; n++) out[n] = best(worthOf(values, n)).gain;
  };
  const clock = intensity === undefined ? (left: number) => left : operationalTime(intensity, duration);
  const solution = integrate(slopes, new Float64Array(stock + 1), clock(duration), TOLERANCE);

  /** [J, J', J''] of n units in operational time, at a step. */
  const jet = (values: Float64Array, n: number): Jet => {
    if (n === 0) return [0, 0, 0];
    const { rate, gain } = best(worthOf(values, n));
    const gainBelow = n === 1 ? 0 : best(worthOf(values, n - 1)).gain;
    return [values[n] as number, gain, -rate * (gain - gainBelow)];
  };
  const value = (n: number, left: number): number => {
    if (!Number.isSafeInteger(n) || n < 0 || n > stock)
      throw new RangeError(`stock must be an integer from 0 to ${stock}, not ${n}`);
    if (!(left >= 0 && left <= duration))
      throw new RangeError(`time left must be 0 to ${duration}, not ${left}`);
    return between(solution, clock(left), (values) => jet(values, n));
  };
  const price = (n: number, left: number): number => {
    if (n === 0) throw new RangeError('without stock there is nothing to price');
    return best(value(n, left) - value(n - 1, left)).price;
  };
  return { value, price, steps: solution.times.length - 1 };
}

type Jet = [value: number, slope: number, curvature: number];

/** Value of one unit of n if it is not sold now. */
const worthOf = (values: Float64Array, n: number): number =>
  (values[n] as number) - (values[n - 1] as number);

/** Quintic Hermite interpolation at `time`, from the jets at the steps before and after it. */
function between({ times, states }: Trajectory, time: number, jet: (state: Float64Array) => Jet): number {
  let [low, high] = [0, times.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) <= time) low = middle;
    else high = middle;
  }
  const [from, to] = [times[low] as number, times[high] as number];
  if (from === to) return jet(states[low] as Float64Array)[0];
  const width = to - from;
  const s = (time - from) / width;
  const [a, da, dda] = jet(states[low] as Float64Array);
  const [b, db, ddb] = jet(states[high] as Float64Array);
  const cube = s ** 3;
  return (
    a +
    (b - a) * cube * (10 - 15 * s + 6 * s * s) +
    width * (da * (s - cube * (6 - 8 * s + 3 * s * s)) - db * cube * (4 - 7 * s + 3 * s * s)) +
    (width ** 2 / 2) * (dda * s * s * (1 - s) ** 3 + ddb * cube * (1 - s) ** 2)
  );
}

import { expectedUnitsSold } from '../../../../../domain/demand/demand.ts';

/**
 * The demand with a closed-form optimal policy: Poisson, at rate a e^(-alpha p) when the price is p.
 *
 * Gallego & van Ryzin 1994, "Optimal Dynamic Pricing of Inventories with Stochastic Demand over Finite Horizons",
 * Management Science 40(8), 999-1020, whose example has alpha = 1; optimum, bound and fixed prices are theirs. Without a
 * stock limit the best rate is a / e, at the price 1 / alpha. No unit cost; leftover units are worth nothing. Stock n in
 * whole units, time left t in the unit of time of `a`, money in the unit of 1 / alpha.
 */
export interface ExponentialDemand {
  a: number;
  alpha: number;
}

/** A price and its expected revenue. */
export interface PricedRevenue {
  price: number;
  revenue: number;
}

/** Units an hour (or other unit of time) at a price. */
export function demandRate(demand: ExponentialDemand, price: number): number {
  return demand.a * Math.exp(-demand.alpha * price);
}

/**
 * J*(n, t) = (1 / alpha) log sum over i = 0..n of (a t / e)^i / i!
 *
 * @throws RangeError unless n is an integer >= 0, t >= 0, a > 0 and alpha > 0
 */
export function optimalRevenue(demand: ExponentialDemand, n: number, t: number): number {
  check(demand, n, t, 0);
  return marginalLogs(demand, n, t).sum / demand.alpha;
}

/**
 * p*(n, t) = J*(n, t) - J*(n - 1, t) + 1 / alpha: the value of the unit if it is not sold now, plus the mark-up.
 *
 * @throws RangeError as optimalRevenue, and for n = 0: without stock there is nothing to price
 */
export function optimalPrice(demand: ExponentialDemand, n: number, t: number): number {
  check(demand, n, t, 1);
  return (marginalLogs(demand, n, t).last + 1) / demand.alpha;
}

/**
 * The market without chance, where exactly the expected number of units sells. Its best price is the larger of the run-out
 * price log(a t / n) / alpha and the revenue-maximising price 1 / alpha. No pricing policy has a higher expected revenue than
 * its J^D when demand is Poisson.
 *
 * @throws RangeError as optimalPrice
 */
export function fluidBound(demand: ExponentialDemand, n: number, t: number): PricedRevenue {
  check(demand, n, t, 1);
  const runOut = Math.log((demand.a * t) / n) / demand.alpha;
  const best = 1 / demand.alpha;
  return runOut > best
    ? { price: runOut, revenue: runOut * n }
    : { price: best, revenue: best * demandRate(demand, best) * t };
}

/** Expected revenue of a fixed price under Poisson demand: p E[min(n, Poisson(rate(p) t))]. */
export function fixedPriceRevenue(demand: ExponentialDemand, price: number, n: number, t: number): number {
  check(demand, n, t, 0);
  return price * expectedUnitsSold(n, demandRate(demand, price) * t);
}

/**
 * The price of the fluid market, kept until the end under Poisson demand. It earns at least
 * 1 - 1 / (2 sqrt(min(n, a t / e))) of J^D, and so is optimal in the limit of many units and much time.
 *
 * @throws RangeError as optimalPrice
 */
export function fluidFixedPrice(demand: ExponentialDemand, n: number, t: number): PricedRevenue {
  const { price } = fluidBound(demand, n, t);
  return { price, revenue: fixedPriceRevenue(demand, price, n, t) };
}

/**
 * The best price to keep until the end.
 *
 * With m = a t e^(-alpha p) and S = E[min(n, Poisson(m))], the revenue p S is stationary where alpha p e(m) = 1, with
 * e(m) = m P(Poisson(m) < n) / S, the elasticity of S. By the monotone likelihood ratio of the Poisson family e falls
 * as m rises, so alpha p e(m) rises with p: there is one root. It is bisected to the last bit, from 1 / alpha (where
 * alpha p e <= 1 as e <= 1) to 1 / alpha above the fluid price (where alpha p >= 2, m <= n / e, and so e > 1/2).
 *
 * @throws RangeError as optimalPrice
 */
export function bestFixedPrice(demand: ExponentialDemand, n: number, t: number): PricedRevenue {
  let low = 1 / demand.alpha;
  let high = fluidBound(demand, n, t).price + low;
  for (;;) {
    const price = (low + high) / 2;
    if (price <= low || price >= high) break;
    const mean = demandRate(demand, price) * t;
    const units = expectedUnitsSold(n, mean);
    const notSoldOut = 1 - (units - expectedUnitsSold(n - 1, mean));
    if (demand.alpha * price * mean * notSoldOut < units) low = price;
    else high = price;
  }
  return { price: low, revenue: fixedPriceRevenue(demand, low, n, t) };
}

/**
 * With S(n) the sum of x^i / i! up to n, x = a t / e: `last` = log S(n) - log S(n - 1), and `sum` = log S(n).
 *
 * Neither S nor its terms are ever formed, for they overflow. The share of the last term in S is Erlang's loss
 * formula, whose inverse has the stable recursion r(k) = 1 + (k / x) r(k - 1), r(0) = 1 (Jagerman 1974, "Some
 * Properties of the Erlang Loss Function"), and S(k) / S(k - 1) = 1 + x / (k r(k - 1)). Nothing cancels anywhere.
 * Where r overflows, the terms are negligible and come out as 0.
 */
function marginalLogs({ a }: ExponentialDemand, n: number, t: number): { sum: number; last: number } {
  const x = (a / Math.E) * t;
  let inverseLoss = 1;
  let sum = 0;
  let last = 0;
  for (let k = 1; k <= n; k++) {
    last = Math.log1p(x / (k * inverseLoss));
    sum += last;
    inverseLoss = 1 + (k / x) * inverseLoss;
  }
  return { sum, last };
}

function check({ a, alpha }: ExponentialDemand, n: number, t: number, leastStock: number): void {
  if (!(a > 0 && a < Infinity && alpha > 0 && alpha < Infinity))
    throw new RangeError(`a and alpha must be above 0, not ${a} and ${alpha}`);
  if (!Number.isSafeInteger(n) || n < leastStock)
    throw new RangeError(`stock must be an integer >= ${leastStock}, not ${n}`);
  if (!(t >= 0 && t < Infinity)) throw new RangeError(`time left must be >= 0, not ${t}`);
}

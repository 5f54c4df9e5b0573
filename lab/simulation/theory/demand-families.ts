/**
 * The best price and its rate of sales when each sold unit costs `cost` (including the value of keeping it): the price that
 * maximises rate(price) x (price - cost) among the allowed prices. The price is finite, also where nothing sells.
 */
export type BestRate = (cost: number) => { price: number; rate: number };

/** Poisson demand: units per unit of time at a price, and the best price for a cost. */
export interface DemandFamily {
  rate(price: number): number;
  bestRate: BestRate;
}

/** Allowed prices, both ends included. The seller must always offer a price, even at a loss. */
export interface PriceInterval {
  low?: number;
  high?: number;
}

/** rate(p) = a e^(-alpha p), best at cost + 1 / alpha. */
export function exponentialDemand(
  is: { a: number; alpha: number },
  within: PriceInterval = {},
): DemandFamily {
  positive(is);
  return family(
    (price) => is.a * Math.exp(-is.alpha * price),
    (cost) => cost + 1 / is.alpha,
    within,
  );
}

/** rate(p) = max(0, a - b p), best half-way from the cost to the price a / b at which no one buys. */
export function linearDemand(is: { a: number; b: number }, within: PriceInterval = {}): DemandFamily {
  positive(is);
  const choke = is.a / is.b;
  return family(
    // Not a - b p, which rounding leaves a trace above 0 at the price where no one buys.
    (price) => is.b * Math.max(0, choke - price),
    (cost) => Math.min((choke + cost) / 2, choke),
    within,
  );
}

/**
 * rate(p) = a / (1 + e^(alpha p - utility)), best at cost + (1 + w) / alpha with w e^w = e^(utility - alpha cost - 1)
 * (Lambert's W; Talluri & van Ryzin 2004, "The Theory and Practice of Revenue Management", chapter 7).
 */
export function logitDemand(
  is: { a: number; alpha: number; utility: number },
  within: PriceInterval = {},
): DemandFamily {
  const { a, alpha, utility } = is;
  positive({ a, alpha });
  if (!Number.isFinite(utility)) throw new RangeError(`utility must be a number, not ${utility}`);
  return family(
    (price) => a / (1 + Math.exp(alpha * price - utility)),
    (cost) => cost + (1 + lambertOfExp(utility - alpha * cost - 1)) / alpha,
    within,
  );
}

/**
 * rate(p) = a p^(-elasticity), elasticity > 1, best at cost x elasticity / (elasticity - 1). A cost of 0 would give a price of
 * 0 and infinite demand, so it needs a lowest price, or a unit cost above 0.
 */
export function constantElasticityDemand(
  is: { a: number; elasticity: number },
  within: PriceInterval = {},
): DemandFamily {
  positive(is);
  if (is.elasticity <= 1) throw new RangeError(`elasticity must be above 1, not ${is.elasticity}`);
  const markUp = is.elasticity / (is.elasticity - 1);
  return family(
    (price) => is.a * price ** -is.elasticity,
    (cost) => cost * markUp,
    within,
  );
}

/** In each family the profit rises up to the best price and falls after it, so the best allowed price is the nearest. */
function family(
  rate: (price: number) => number,
  best: (cost: number) => number,
  { low = -Infinity, high = Infinity }: PriceInterval,
): DemandFamily {
  if (!(low <= high)) throw new RangeError(`the lowest price ${low} must not be above the highest ${high}`);
  return {
    rate,
    bestRate: (cost) => {
      const price = Math.min(Math.max(best(cost), low), high);
      return { price, rate: rate(price) };
    },
  };
}

/** w with w + log w = z, by Newton on log w: e^l + l - z is convex and the start is right of the root, so it only falls. */
function lambertOfExp(z: number): number {
  let l = z < 1 ? z : Math.log(z);
  for (let step = Infinity; Math.abs(step) > 1e-15 * (1 + Math.abs(l)); ) {
    const w = Math.exp(l);
    step = (w + l - z) / (w + 1);
    l -= step;
  }
  return Math.exp(l);
}

function positive(numbers: Record<string, number>): void {
  for (const [name, value] of Object.entries(numbers))
    if (!(value > 0 && value < Infinity)) throw new RangeError(`${name} must be above 0, not ${value}`);
}

/** With more units than this, looking ahead at one price loses next to nothing. */
export const LAST_UNITS = 12;
/** Above this nothing is looked ahead. From here down it counts the more the fewer units are left, so that no single sale makes the price jump. */
export const LOOKING_AHEAD = 24;

/** The fewest steps of the grid over the time left, and for each unit. */
const STEPS = 96;
const STEPS_A_UNIT = 8;
const stepsFor = (stock: number): number => Math.max(STEPS, STEPS_A_UNIT * stock);

/** Five points of Gauss-Hermite quadrature: standard normal deviates with their weights. */
const NORMAL: readonly (readonly [number, number])[] = [
  [-2.856970013872806, 0.011257411327720691],
  [-1.355626179974266, 0.2220759220056126],
  [0, 0.5333333333333333],
  [1.355626179974266, 0.2220759220056126],
  [2.856970013872806, 0.011257411327720691],
];

/** A candidate price in minor units, with its demand in units an hour. */
interface Offer {
  price: number;
  unitsPerHour: number;
}

/** What a candidate is expected to earn from now on, in minor units, and the part of it that comes after its own time. */
export interface Worth {
  profit: number;
  valueOfRest: number;
}

/**
 * What each candidate earns if it is offered until the next look at the price, or the next sale if that is sooner, and the best
 * candidate is from then on: the Bellman equation of the sale of a few units, on a grid of times.
 *
 * V(n, t) = max over p of P(sale) (p - cost + V(n - 1, t')) + P(no sale) V(n, t'), with demand as a Poisson process (Gallego & van
 * Ryzin 1994, "Optimal Dynamic Pricing of Inventories with Stochastic Demand over Finite Horizons"). Where the level of demand
 * is uncertain, the equation is solved for five levels and the candidate is judged by their mean, as if the level became known
 * at the next look (the QMDP approximation of Littman, Cassandra & Kaelbling 1995).
 *
 * @param on stock 1 to `LOOKING_AHEAD`; hours of present demand left, and until the next look; unit cost in minor units; coefficient of
 *   variation of the level
 */
export function worthOfLastUnits(
  offers: readonly Offer[],
  on: { stock: number; hours: number; hoursToNextLook: number; unitCost: number; cv: number },
): Worth[] {
  const sum = offers.map((): Worth => ({ profit: 0, valueOfRest: 0 }));
  for (const { multiple, weight } of levels(on.cv)) {
    const rates = offers.map(({ unitsPerHour }) => unitsPerHour * multiple);
    const margins = offers.map(({ price }) => price - on.unitCost);
    for (const [at, { profit, valueOfRest }] of worthAt(rates, margins, on).entries()) {
      const total = sum[at] as Worth;
      total.profit += weight * profit;
      total.valueOfRest += weight * valueOfRest;
    }
  }
  return sum;
}

/**
 * The share of looking ahead in the profit of a stock: 1 for the last units, from there on less with every unit, and 0 beyond
 * `LOOKING_AHEAD`.
 */
export const shareOfLookingAhead = (stock: number): number =>
  Math.min(1, Math.max(0, (LOOKING_AHEAD + 1 - stock) / (LOOKING_AHEAD + 1 - LAST_UNITS)));

/** Multiples of a log-normal level of mean 1, with their weights. */
function levels(cv: number): { multiple: number; weight: number }[] {
  if (cv === 0) return [{ multiple: 1, weight: 1 }];
  const sd = Math.sqrt(Math.log1p(cv ** 2));
  return NORMAL.map(([deviate, weight]) => ({ multiple: Math.exp(sd * deviate - sd ** 2 / 2), weight }));
}

function worthAt(
  rates: readonly number[],
  margins: readonly number[],
  on: { stock: number; hours: number; hoursToNextLook: number },
): Worth[] {
  const { fewer, same } = values(rates, margins, on);
  const steps = stepsFor(on.stock);
  const look = Math.min(on.hoursToNextLook, on.hours);
  const stepsLeft = on.hours === 0 ? 0 : (steps * (on.hours - look)) / on.hours;
  const halfway = on.hours === 0 ? 0 : (steps * (on.hours - look / 2)) / on.hours;
  const [afterSale, afterLook] = [between(fewer, halfway), between(same, stepsLeft)];
  return rates.map((rate, at) => {
    const sells = -Math.expm1(-rate * look);
    const valueOfRest = sells * afterSale + (1 - sells) * afterLook;
    return { profit: sells * (margins[at] as number) + valueOfRest, valueOfRest };
  });
}

/** The value of one unit fewer and of the stock, by steps of time left. */
function values(
  rates: readonly number[],
  margins: readonly number[],
  { stock, hours }: { stock: number; hours: number },
): { fewer: Float64Array; same: Float64Array } {
  const steps = stepsFor(stock);
  const sells = Float64Array.from(rates, (rate) => -Math.expm1((-rate * hours) / steps));
  let fewer = new Float64Array(steps + 1);
  let same = new Float64Array(steps + 1);
  for (let units = 1; units <= stock; units++) {
    [fewer, same] = [same, new Float64Array(steps + 1)];
    for (let step = 1; step <= steps; step++) {
      const keeps = same[step - 1] as number;
      const afterSale = ((fewer[step] as number) + (fewer[step - 1] as number)) / 2;
      let best = 0;
      for (let at = 0; at < sells.length; at++)
        best = Math.max(best, (sells[at] as number) * ((margins[at] as number) + afterSale - keeps));
      same[step] = keeps + best;
    }
  }
  return { fewer, same };
}

function between(values: Float64Array, at: number): number {
  const low = Math.floor(at);
  const [from, to] = [values[low] ?? 0, values[low + 1] ?? values[low] ?? 0];
  return from + (at - low) * (to - from);
}

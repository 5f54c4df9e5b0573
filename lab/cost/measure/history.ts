import { commitDecision } from '../../../domain/decision/commit.ts';
import type { Decision } from '../../../domain/decision/decision.ts';
import type { DemandMemory } from '../../../domain/demand/demand-memory.ts';
import { shortened } from '../../../domain/demand/shortened.ts';
import type { PriceEvent } from '../../../domain/events/price-event.ts';
import type { Standing } from '../../../domain/standing/standing.ts';
import type { PriceState } from '../../../domain/state/price-state.ts';
import type { Supply } from '../../../domain/state/supply.ts';
import { minor } from '../../../domain/values/money.ts';
import { HOUR_MS, shift } from '../../../domain/values/time.ts';
import { type Random, seededRandom } from '../../../model/random.ts';

const DAYS = 32;
/** Hours that a price is in force. */
const STANDS = { least: 0.3, most: 1.5 };
/** The step between prices, as a share. */
const STEP = { least: 0.01, most: 0.04 };
const REACH = 0.12;

/**
 * The state of a product after a month of pricing. A new price comes about every 40 minutes, 1 to 4% from the last one, and
 * stays within 12% of the price in force: it turns about five times a day. There are sales in between. The domain's own
 * functions create the state, so all its histories have their full length. The same seed gives the same state.
 */
export function variedHistory(now: PriceState, at: string, model: string, seed: number): PriceState {
  if (now.price === undefined) throw new Error(`${now.productId} has no price`);
  const random = seededRandom(seed);
  const { price, ...rest } = now;
  let state: PriceState = { ...rest, stock: 5_000, stockAt: shift(at, -DAYS * 24 * HOUR_MS) };
  for (const { amount, hoursAgo } of pricesUpTo(price.amount, random)) {
    const decidedAt = shift(at, -Math.round(hoursAgo * HOUR_MS));
    const stock = (state.stock ?? 0) - Math.floor(random.uniform(0, 5));
    state = commitDecision(
      state,
      soldAt(now.productId, stock, decidedAt),
      priced(amount, price.currency, decidedAt),
    );
  }
  const { dailyLows, hourlyRanges, movement, salesRate } = state;
  return {
    ...now,
    ...{ dailyLows, hourlyRanges, movement, salesRate },
    demand: learned(random, at, model),
    supply: delivered(random, at),
    standing: live(random, at, model, price.amount),
  };
}

/** Prices that end in 9, oldest first, generated backwards from the one in force. */
function pricesUpTo(inForce: number, random: Random): { amount: number; hoursAgo: number }[] {
  const prices = [{ amount: inForce, hoursAgo: 0.1 }];
  let [at, up] = [0, random.uniform(0, 1) < 0.5];
  const turn = () => random.uniform(REACH / 3, REACH) * (up ? 1 : -1);
  for (let [goal, hoursAgo] = [turn(), 0]; hoursAgo < DAYS * 24; ) {
    hoursAgo += random.logUniform(STANDS.least, STANDS.most);
    at += random.uniform(STEP.least, STEP.most) * (up ? 1 : -1);
    prices.unshift({ amount: Math.round((inForce * (1 + at)) / 10) * 10 - 1, hoursAgo });
    if (up ? at < goal : at > goal) continue;
    up = !up;
    goal = turn();
  }
  return prices;
}

/** The fields of a decision that a commit uses. */
const priced = (amount: number, currency: string, decidedAt: string): Decision =>
  ({
    outcome: 'priced',
    reason: 'priced',
    price: minor(amount),
    currency,
    halfLifeMinutes: 60,
    frozenPrices: {},
    decidedAt,
  }) as unknown as Decision;

const soldAt = (productId: string, stock: number, at: string): PriceEvent => ({
  kind: 'inventory',
  eventId: 'history',
  productId,
  stock,
  sequence: 0,
  occurredAt: at,
  acceptedAt: at,
});

/** The demand memory after a month of sales. */
function learned(random: Random, at: string, model: string): DemandMemory {
  const seenAt = shift(at, -Math.round(random.uniform(1, 600) * 1_000));
  const [units, index] = [random.uniform(1, 40), random.uniform(0.2, 3)];
  const indexHours = random.uniform(2, 30);
  const rate = (units / indexHours) * index;
  const logPrice = random.uniform(-0.1, 0);
  return shortened({
    sales: {
      ...{ units, indexHours, at: seenAt },
      soldAt: {
        units: random.uniform(-0.1, 0),
        hours: random.uniform(-0.1, 0),
        variance: random.uniform(0, 0.01),
      },
      slope: { precision: random.uniform(0, 9), pull: random.uniform(-9, 0) },
    },
    expectation: { model, index, unitsPerHour: rate, logPrice },
    pending: {
      from: seenAt,
      until: at,
      logPrice,
      indexHours: random.uniform(0, 0.2),
      units: random.uniform(0, 1),
      model,
    },
    calibration: { model, soldUnits: units, expectedUnits: units * random.uniform(0.7, 1.4), at: seenAt },
  });
}

/** Deliveries about once a week. */
function delivered(random: Random, at: string): Supply {
  const intervals = Array.from({ length: 4 }, () => Number(random.uniform(150, 186).toPrecision(5)));
  const deliveredAt = shift(at, -Math.round(random.uniform(24, 150) * HOUR_MS));
  return { sold: Math.floor(random.uniform(10, 90)), deliveredAt, intervals };
}

/** The standing of a product that went live three weeks ago and has sold at three price levels since. */
function live(random: Random, at: string, model: string, price: number): Standing {
  const some = (most: number) => Number(random.uniform(1, most).toPrecision(5));
  const sold = () => ({ sold: some(30), expected: some(30) });
  const profit = Math.round(random.uniform(0.2, 1) * 50 * price);
  return {
    ...{ kind: 'live', since: shift(at, -Math.round(random.uniform(20, 22) * 24 * HOUR_MS)), model },
    tally: {
      hours: some(300),
      levels: { 95: sold(), 105: sold(), 115: sold() },
      ...{
        decisions: some(400),
        atLowest: some(20),
        atHighest: some(40),
        changes: some(60),
        reversals: some(30),
      },
      ...{ profit, otherwise: Math.round(profit * random.uniform(0.9, 1)), price, direction: 'down' },
    },
    doubt: { more: Number(random.uniform(-5, 0).toFixed(3)), less: Number(random.uniform(-5, 0).toFixed(3)) },
  };
}

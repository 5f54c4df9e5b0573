import {
  CALIBRATION_HALF_LIFE_HOURS,
  type DemandMemory,
  type LevelFading,
  noneSince,
  type Observed,
  observeSales,
  silenceUntil,
  withSales,
} from '../demand/demand-memory.ts';
import type { Sales } from '../demand/sales.ts';
import { tellsStock } from '../events/price-event.ts';
import { withSaneClock } from '../state/price-state.ts';
import { earlier } from '../values/time.ts';
import type { Circumstances } from './circumstances.ts';

/**
 * When the event saw the stock, by the sender's clock, but not later than our clock and not earlier than the last
 * observation, so that no period counts twice. Undefined for an event without stock.
 */
export function sightedAt({ event, state, now }: Circumstances): string | undefined {
  if (!tellsStock(event)) return undefined;
  const at = earlier(event.occurredAt, now);
  const { stockAt = at } = withSaneClock(state, now);
  return stockAt > at ? stockAt : at;
}

/** The demand memory, including the sales that the event reports. */
export function withSalesSeen(on: Circumstances): { memory: DemandMemory; observed?: Observed } {
  const { event, state } = on;
  const memory = state.demand ?? {};
  const at = sightedAt(on);
  if (!tellsStock(event) || at === undefined || state.stock === undefined) return { memory };
  return observeSales(
    memory,
    state.stock,
    { stock: event.stock, at },
    {
      level: levelFading(on),
      calibrationHalfLifeHours: CALIBRATION_HALF_LIFE_HOURS,
    },
  );
}

/**
 * All sales that count for the demand level, faded to now. Every change of stock is reported, so the time since the last
 * report is time without sales: that is how a price falls while nothing sells.
 */
export function salesUntilNow(on: Circumstances): Sales {
  const { now } = on;
  const { memory } = withSalesSeen(on);
  const silence = silenceUntil(memory, now) ?? noneSince(now);
  return withSales(memory.sales, { ...silence, soldUnits: 0 }, levelFading(on));
}

const levelFading = ({ product, policy }: Circumstances): LevelFading => {
  const { halfLifeHours, leastCv, dispersion } = policy.model.level;
  return {
    halfLifeHours,
    hasBaseline: product.baselineUnitsPerHour !== undefined,
    mostUnits: dispersion * (1 / leastCv) ** 2,
  };
};

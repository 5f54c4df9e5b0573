import { tellsStock } from '../events/price-event.ts';
import { runningSaleEnd } from '../product/product.ts';
import { type Supply, seeStock, usualInterval } from '../state/supply.ts';
import { elapsedMs, HOUR_MS, later, shift } from '../values/time.ts';
import type { Circumstances } from './circumstances.ts';
import { sightedAt } from './sales-seen.ts';

/**
 * What ends the time to sell the stock in. `sale-end`: the sale ends. `next-delivery`: goods are announced for a time.
 * `restock-interval`: the product's own interval. `learned`: the usual interval of the deliveries seen. `policy`: nothing of
 * these is known, so the policy's number of hours counts.
 */
export type HorizonKind = 'sale-end' | 'next-delivery' | 'restock-interval' | 'learned' | 'policy';

export interface Horizon {
  kind: HorizonKind;
  until: string;
  hours: number;
  /** The time that was announced, if it is further away than the policy's longest horizon. */
  announced?: string;
}

/**
 * The time to sell the stock in: until the sale ends or the next goods come, whichever is earlier, else the policy's hours.
 *
 * The next goods come at the first of these that is known: the time in the last inventory event, the product's
 * `nextDeliveryAt`, its `replenishmentHours` after the last delivery, the usual interval of the deliveries seen. A time that
 * has passed is not known. None is further away than the policy's `longestHorizonHours`.
 *
 * A unit left over when goods come need not be bought again, so it is worth its unit cost. Expected profit, (price - unit
 * cost) x units sold, already values it at that: with p the price, c the cost, s the stock and n the units sold, p n + c (s - n)
 * is (p - c) n plus a constant. So the objective is the same for a sale's end and for a delivery; only the time differs.
 */
export function horizonOf(on: Circumstances): Horizon {
  const { product, policy, now } = on;
  const saleEnd = runningSaleEnd(product, now);
  const goods = nextGoods(on);
  if (saleEnd !== undefined && (goods === undefined || saleEnd <= goods.until))
    return { kind: 'sale-end', until: saleEnd, hours: hoursUntil(saleEnd, now) };
  if (goods !== undefined) return { ...goods, hours: hoursUntil(goods.until, now) };
  const hours = policy.model.horizonHours;
  return { kind: 'policy', until: shift(now, hours * HOUR_MS), hours };
}

/** The time for which goods are announced, by the inventory system or else by the product's terms; undefined if it has passed. */
export function announcedDelivery(on: Circumstances): string | undefined {
  return [supplyOf(on)?.expectedAt, on.product.nextDeliveryAt].find(
    (time) => time !== undefined && time > on.now,
  );
}

/** The product's supply, including what the event reports; undefined if its stock was never seen. */
function supplyOf(on: Circumstances): Supply | undefined {
  const { event, state } = on;
  const at = sightedAt(on);
  if (!tellsStock(event) || at === undefined) return state.supply;
  return seeStock(state.supply, state.stock, {
    stock: event.stock,
    at,
    expectedAt: event.expectedRestockAt,
  });
}

type Goods = Omit<Horizon, 'hours'>;

function nextGoods(on: Circumstances): Goods | undefined {
  const announced = announcedDelivery(on);
  if (announced !== undefined) return bounded({ kind: 'next-delivery', until: announced }, on);
  const supply = supplyOf(on);
  const { replenishmentHours } = on.product;
  if (replenishmentHours !== undefined)
    return bounded(
      { kind: 'restock-interval', until: nextTurn(supply?.deliveredAt, replenishmentHours, on.now) },
      on,
    );
  const learned = supply && learnedTime(supply, on.now);
  return learned === undefined ? undefined : bounded({ kind: 'learned', until: learned }, on);
}

// The interval is a timetable: a delivery that did not come is expected at its next turn.
function nextTurn(deliveredAt: string | undefined, hours: number, now: string): string {
  const since = deliveredAt === undefined ? 0 : Math.max(0, elapsedMs(deliveredAt, now));
  const left = hours * HOUR_MS - (since % (hours * HOUR_MS));
  return shift(now, left);
}

// Nobody promised it: it is never nearer than its spread, and after a whole interval without goods it is no longer expected.
function learnedTime(supply: Supply, now: string): string | undefined {
  const usual = usualInterval(supply);
  if (usual === undefined || supply.deliveredAt === undefined) return undefined;
  if (elapsedMs(supply.deliveredAt, now) >= 2 * usual.hours * HOUR_MS) return undefined;
  const until = later(shift(supply.deliveredAt, usual.hours * HOUR_MS), shift(now, usual.spread * HOUR_MS));
  return until > now ? until : undefined;
}

function bounded(goods: Goods, { policy, now }: Circumstances): Goods {
  const latest = shift(now, policy.model.longestHorizonHours * HOUR_MS);
  return goods.until <= latest ? goods : { ...goods, until: latest, announced: goods.until };
}

const hoursUntil = (time: string, now: string): number => elapsedMs(now, time) / HOUR_MS;

import type { BusEvent } from '../../adapters/bus.ts';
import type { Random } from './random.ts';

/** An event that is put on the bus at `at` ms, with its deliveries in ms after that. */
export interface Sent {
  at: number;
  event: BusEvent;
  /** The event needs an order, which is given just before it is sent, on the price in force. */
  order?: { price: number };
  deliveries: number[];
}

interface Shelf {
  stock: number;
  sequence: number;
  /** How many orders were given for it. */
  orders: number;
}

/**
 * One event in ten is an operator event, some with an order that does not exist or that another event has used. One in
 * fifteen can't be decided.
 */
const KINDS = {
  inventory: 80,
  reprice: 4,
  rollback: 4,
  release: 2,
  forged: 1,
  again: 1,
  invalid: 3,
  unknown: 2,
  jump: 3,
};

/**
 * The events of a run in order of sending: each product's seed first, then changes of stock. One in five is delivered twice,
 * and one in three late, so that newer ones overtake it.
 */
export function trafficOf(
  random: Random,
  productIds: string[],
  count: number,
  startedAt: (ms: number) => string,
): Sent[] {
  const shelves = new Map(productIds.map((productId) => [productId, { stock: 50, sequence: 0, orders: 0 }]));
  let at = 0;
  const deliveries = (): number[] => [
    random.chance(0.3) ? random.between(0, 15_000) : random.between(0, 50),
    ...(random.chance(0.2) ? [random.between(0, 400_000)] : []),
  ];
  const seeds = productIds.map((productId) => ({
    at,
    event: { kind: 'seed' as const, detail: { productId } },
    deliveries: deliveries(),
  }));
  const events = Array.from({ length: count - seeds.length }, () => {
    // Sometimes a burst, as at the beginning of a sale.
    at += random.chance(0.3) ? 0 : random.between(0, 8_000);
    const sent = eventOf(random, random.oneOf(productIds), shelves, startedAt(at));
    return { at, ...sent, deliveries: deliveries() };
  });
  return [...seeds, ...events];
}

function eventOf(
  random: Random,
  productId: string,
  shelves: Map<string, Shelf>,
  occurredAt: string,
): Pick<Sent, 'event' | 'order'> {
  const kind = random.weighted(KINDS);
  const price = 500 + random.below(1_000);
  const shelf = shelves.get(productId) ?? { stock: 0, sequence: 0, orders: 0 };
  shelves.set(productId, shelf);
  const orderId = (number: number) => `order-${number}-of-${productId}`;
  if (kind === 'reprice') return { event: { kind, detail: { productId, why: 'asked for' } } };
  if (kind === 'rollback' || kind === 'release') {
    shelf.orders += 1;
    return { event: { kind, detail: { productId, orderId: orderId(shelf.orders) } }, order: { price } };
  }
  if (kind === 'forged')
    return { event: { kind: 'rollback', detail: { productId, orderId: `forged-for-${productId}` } } };
  if (kind === 'again')
    return { event: { kind: 'rollback', detail: { productId, orderId: orderId(shelf.orders) } } };
  if (kind === 'unknown')
    return stockEvent({ productId: `${productId}-unlisted`, stock: 1, sequence: 1, occurredAt });
  if (kind === 'jump') return stockEvent({ productId, stock: 1, sequence: 9_000_000_000, occurredAt });
  shelf.sequence += 1 + random.below(3);
  shelf.stock = random.below(100);
  const stock = kind === 'invalid' ? -1 : shelf.stock;
  return stockEvent({ productId, stock, sequence: shelf.sequence, occurredAt });
}

const stockEvent = (detail: Record<string, unknown>) => ({ event: { kind: 'inventory' as const, detail } });

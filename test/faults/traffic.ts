import type { BusEvent } from '../../adapters/bus.ts';
import type { Random } from './random.ts';

/** An event on its way: put on the bus at `at` ms, its deliveries so many ms later. */
export interface Sent {
  at: number;
  event: BusEvent;
  deliveries: number[];
}

/** A tenth of the events are of operators, and one in fifteen can't be decided. */
const KINDS = { inventory: 82, reprice: 4, rollback: 4, release: 2, invalid: 3, unknown: 2, jump: 3 };

/**
 * The events of a run, in the order in which they are sent: each product's seed first, then stock that goes up and down.
 * One in five is delivered twice, and one in three late, so that newer ones overtake it.
 */
export function trafficOf(
  random: Random,
  productIds: string[],
  count: number,
  startedAt: (ms: number) => string,
): Sent[] {
  const shelves = new Map(productIds.map((productId) => [productId, { stock: 50, sequence: 0 }]));
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
    // Now and then a burst, as when a sale begins.
    at += random.chance(0.3) ? 0 : random.between(0, 8_000);
    const event = eventOf(random, random.oneOf(productIds), shelves, startedAt(at));
    return { at, event, deliveries: deliveries() };
  });
  return [...seeds, ...events];
}

function eventOf(
  random: Random,
  productId: string,
  shelves: Map<string, { stock: number; sequence: number }>,
  occurredAt: string,
): BusEvent {
  const kind = random.weighted(KINDS);
  const price = 500 + random.below(1_000);
  if (kind === 'reprice') return { kind, detail: { productId, why: 'asked for' } };
  if (kind === 'rollback')
    return { kind, detail: { productId, price, rolledBackBy: 'ann', why: 'asked for' } };
  if (kind === 'release')
    return { kind, detail: { productId, price, ofEventId: 'any', releasedBy: 'ann', why: 'checked' } };
  if (kind === 'unknown')
    return {
      kind: 'inventory',
      detail: { productId: `${productId}-unlisted`, stock: 1, sequence: 1, occurredAt },
    };
  const shelf = shelves.get(productId) ?? { stock: 0, sequence: 0 };
  if (kind === 'jump')
    return { kind: 'inventory', detail: { productId, stock: 1, sequence: 9_000_000_000, occurredAt } };
  shelf.sequence += 1 + random.below(3);
  shelf.stock = random.below(100);
  shelves.set(productId, shelf);
  const stock = kind === 'invalid' ? -1 : shelf.stock;
  return { kind: 'inventory', detail: { productId, stock, sequence: shelf.sequence, occurredAt } };
}

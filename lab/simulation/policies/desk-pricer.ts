import type { PriceEvent } from '../../../domain/events/price-event.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import { Product } from '../../../domain/product/product.ts';
import { DAY_MS, elapsedMs, HOUR_MS, shift } from '../../../domain/values/time.ts';
import { averageHours, LIST_PRICE, SALE_STARTS_AT, type World } from '../worlds/world.ts';
import { modelOf } from '../worlds/world-model.ts';
import { type PriceDesk, priceDesk } from './price-desk.ts';
import type { Pricer } from './pricer.ts';

const PRODUCT = 'product';

/**
 * The events that Pricewire receives. `stock`: every sale, at once. `own`: also `reprice` events by its own schedule. A number
 * list: no single sales, but a batch with the current stock at each of these hours.
 */
export type Told = 'stock' | 'own' | readonly number[];

/** Pricewire prices the sale of the world. Until the sale begins the list price is in force. */
export function deskPricer(world: World, policy: Policy, told: Told): Pricer & { desk: PriceDesk } {
  const desk = priceDesk({ product: productOf(world), policy, models: [modelOf(world)] });
  const batches = Array.isArray(told) ? [...told] : [];
  let [sequence, changes] = [0, 0];

  const handle = async (at: number, make: (id: string, now: string) => PriceEvent): Promise<void> => {
    const now = shift(SALE_STARTS_AT, Math.round(at * HOUR_MS));
    sequence += 1;
    const { proposal, decision } = await desk.handle(make(String(sequence), now), now);
    // Both would be faults of the simulator, and invisible in the means.
    if (proposal?.fallbackReason) throw new Error(`the model did not answer: ${proposal.fallbackReason}`);
    if (decision.outcome === 'rejected') throw new Error(`a price was rejected: ${decision.reason}`);
    if (decision.outcome === 'priced') changes += 1;
  };
  const stockIs = (at: number, stock: number): Promise<void> =>
    handle(at, (eventId, now) => ({
      ...{ kind: 'inventory', productId: PRODUCT, eventId, acceptedAt: now },
      ...{ stock, sequence, occurredAt: now },
    }));
  const reprice = (at: number): Promise<void> =>
    handle(at, (eventId, now) => ({
      ...{ kind: 'reprice', productId: PRODUCT, eventId, acceptedAt: now, why: 'time has passed' },
    }));

  return {
    desk,
    begin: async () => {
      const dayBefore = shift(SALE_STARTS_AT, -DAY_MS);
      const seed = { kind: 'seed', productId: PRODUCT, eventId: 'seed', acceptedAt: dayBefore } as const;
      await desk.handle(seed, dayBefore);
      await stockIs(0, world.stock);
      changes = 0;
    },
    price: desk.price,
    sold: async (at, stock) => {
      if (told === 'stock' || told === 'own') await stockIs(at, stock);
    },
    nextLook: () => {
      if (told !== 'own') return batches[0];
      const { repriceAt } = desk.state();
      return repriceAt === undefined ? undefined : elapsedMs(SALE_STARTS_AT, repriceAt) / HOUR_MS;
    },
    look: async (at, stock) => {
      if (told === 'own') return reprice(at);
      batches.shift();
      await stockIs(at, stock);
    },
    changes: () => changes,
  };
}

/** The baseline is the retailer's expectation at the list price: the mean over scales and hours. */
const productOf = (world: World): Product =>
  Product.parse({
    productId: PRODUCT,
    name: world.title,
    category: 'simulated',
    currency: 'EUR',
    listPrice: LIST_PRICE,
    unitCost: world.unitCost,
    // A floor is required, also where a unit costs nothing.
    minimumPrice: 1,
    baselineUnitsPerHour: (world.shoppers.rate(LIST_PRICE) * averageHours(world)) / world.hours,
    saleStartsAt: SALE_STARTS_AT,
    saleEndsAt: shift(SALE_STARTS_AT, world.hours * HOUR_MS),
  });

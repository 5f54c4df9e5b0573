import type { DemandModel } from '../../../adapters/demand-models.ts';
import type { PriceEvent } from '../../../domain/events/price-event.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import { Product } from '../../../domain/product/product.ts';
import { DAY_MS, elapsedMs, HOUR_MS, shift } from '../../../domain/values/time.ts';
import { averageHours, LIST_PRICE, SALE_STARTS_AT, type World } from '../worlds/world.ts';
import { modelOf } from '../worlds/world-model.ts';
import { type PriceDesk, priceDesk } from './price-desk.ts';
import type { Pricer, Tally } from './pricer.ts';

const PRODUCT = 'product';

/**
 * The events that Pricewire receives. `stock`: every sale, at once. `own`: also `reprice` events by its own schedule. A number
 * list: no single sales, but a batch with the current stock at each of these hours.
 */
export type Told = 'stock' | 'own' | readonly number[];

/**
 * Pricewire prices the rounds of the world. Until the first begins the list price is in force. At the start of each round it
 * receives the stock, whatever it is told otherwise.
 */
export function deskPricer(
  world: World,
  policy: Policy,
  told: Told,
  model: DemandModel = modelOf(world),
): Pricer & { desk: PriceDesk } {
  const desk = priceDesk({ product: productOf(world, 0), policy, models: [model] });
  const batches = Array.isArray(told) ? [...told] : [];
  let sequence = 0;
  const tally: Tally = { changes: 0, fallbacks: 0, rejections: 0 };

  const handle = async (at: number, make: (id: string, now: string) => PriceEvent): Promise<void> => {
    const now = shift(SALE_STARTS_AT, Math.round(at * HOUR_MS));
    sequence += 1;
    const { proposal, decision } = await desk.handle(make(String(sequence), now), now);
    if (proposal?.fallbackReason) tally.fallbacks += 1;
    if (decision.outcome === 'rejected') tally.rejections += 1;
    if (decision.outcome === 'priced') tally.changes += 1;
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
      tally.changes = 0;
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
    restocked: async (at, stock) => {
      desk.changeProduct(productOf(world, at));
      await stockIs(at, stock);
    },
    tally: () => tally,
  };
}

/**
 * The product in the round that begins at `at`. The baseline is the retailer's expectation at the list price: the mean over
 * scales and hours, without surprise.
 */
const productOf = ({ surprise: _unexpected, ...world }: World, at: number): Product =>
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
    ...(world.rounds?.between === 'deliveries'
      ? {}
      : {
          saleStartsAt: shift(SALE_STARTS_AT, at * HOUR_MS),
          saleEndsAt: shift(SALE_STARTS_AT, (at + world.hours) * HOUR_MS),
        }),
  });

import type { DemandModel } from '../../../adapters/demand-models.ts';
import type { PriceEvent } from '../../../domain/events/price-event.ts';
import type { Policy } from '../../../domain/policy/policy.ts';
import { Product } from '../../../domain/product/product.ts';
import { DAY_MS, elapsedMs, HOUR_MS, shift } from '../../../domain/values/time.ts';
import { averageHours, LIST_PRICE, SALE_STARTS_AT, type World } from '../worlds/world.ts';
import { modelOf } from '../worlds/world-model.ts';
import { type PriceDesk, priceDesk } from './price-desk.ts';
import type { Pricer, Tally } from './pricer.ts';

/**
 * The events that Pricewire receives. `stock`: every sale, at once. `own`: also `reprice` events by its own schedule. A number
 * list: no single sales, but a batch with the current stock at each of these hours.
 */
export type Told = 'stock' | 'own' | readonly number[];

/** A product for sale in rounds. Times in hours since `startsAt`, RFC 3339. */
export interface Goods {
  startsAt: string;
  /** Units at the start of each round. */
  stock: number;
  /** The product in the round that begins at `at`. */
  product(at: number): Product;
  model: DemandModel;
}

/** Pricewire prices the rounds of the world. */
export const deskPricer = (
  world: World,
  policy: Policy,
  told: Told,
  model: DemandModel = modelOf(world),
): Pricer & { desk: PriceDesk } =>
  goodsPricer(
    { startsAt: SALE_STARTS_AT, stock: world.stock, product: (at) => productOf(world, at), model },
    policy,
    told,
  );

/**
 * Pricewire prices the rounds of some goods. For a day before the first the list price is in force. At the start of each round it
 * receives the stock; `told` says what else it receives.
 */
export function goodsPricer(
  { startsAt, stock: fullStock, product, model }: Goods,
  policy: Policy,
  told: Told,
): Pricer & { desk: PriceDesk } {
  const desk = priceDesk({ product: product(0), policy, models: [model] });
  const { productId } = product(0);
  const batches = Array.isArray(told) ? [...told] : [];
  let sequence = 0;
  const tally: Tally = { changes: 0, fallbacks: 0, rejections: 0 };

  const handle = async (at: number, make: (id: string, now: string) => PriceEvent): Promise<void> => {
    const now = shift(startsAt, Math.round(at * HOUR_MS));
    sequence += 1;
    const { proposal, decision } = await desk.handle(make(String(sequence), now), now);
    if (proposal?.fallbackReason) tally.fallbacks += 1;
    if (decision.outcome === 'rejected') tally.rejections += 1;
    if (decision.outcome === 'priced') tally.changes += 1;
  };
  const stockIs = (at: number, stock: number): Promise<void> =>
    handle(at, (eventId, now) => ({
      ...{ kind: 'inventory', productId, eventId, acceptedAt: now },
      ...{ stock, sequence, occurredAt: now },
    }));
  const reprice = (at: number): Promise<void> =>
    handle(at, (eventId, now) => ({
      ...{ kind: 'reprice', productId, eventId, acceptedAt: now, why: 'time has passed' },
    }));

  return {
    desk,
    begin: async () => {
      const dayBefore = shift(startsAt, -DAY_MS);
      const seed = { kind: 'seed', productId, eventId: 'seed', acceptedAt: dayBefore } as const;
      await desk.handle(seed, dayBefore);
      await stockIs(0, fullStock);
      tally.changes = 0;
    },
    price: desk.price,
    sold: async (at, stock) => {
      if (told === 'stock' || told === 'own') await stockIs(at, stock);
    },
    nextLook: () => {
      if (told !== 'own') return batches[0];
      const { repriceAt } = desk.state();
      return repriceAt === undefined ? undefined : elapsedMs(startsAt, repriceAt) / HOUR_MS;
    },
    look: async (at, stock) => {
      if (told === 'own') return reprice(at);
      batches.shift();
      await stockIs(at, stock);
    },
    restocked: async (at, stock) => {
      desk.changeProduct(product(at));
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
    productId: 'product',
    name: world.title,
    category: 'simulated',
    currency: 'EUR',
    listPrice: LIST_PRICE,
    unitCost: world.unitCost,
    // A floor is required, also where a unit costs nothing.
    minimumPrice: 1,
    baselineUnitsPerHour: (world.shoppers.rate(LIST_PRICE) * averageHours(world)) / world.hours,
    ...(world.rounds?.between === 'deliveries'
      ? nextDelivery(SALE_STARTS_AT, at, world.hours)
      : {
          saleStartsAt: shift(SALE_STARTS_AT, at * HOUR_MS),
          saleEndsAt: shift(SALE_STARTS_AT, (at + world.hours) * HOUR_MS),
        }),
  });

/** The fields of a product that is delivered every `hours`, last at `at` hours after `startsAt`. */
export const nextDelivery = (
  startsAt: string,
  at: number,
  hours: number,
): Pick<Product, 'nextDeliveryAt' | 'replenishmentHours'> => ({
  nextDeliveryAt: shift(startsAt, (at + hours) * HOUR_MS),
  replenishmentHours: hours,
});

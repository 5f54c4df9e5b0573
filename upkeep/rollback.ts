import pLimit from 'p-limit';
import { batches } from '../adapters/batches.ts';
import type { Bus } from '../adapters/bus.ts';
import type { Catalog } from '../adapters/catalog.ts';
import type { Clock } from '../adapters/clock.ts';
import type { Ledger } from '../adapters/ledger.ts';
import type { Orders } from '../adapters/orders.ts';
import type { PriceStates, RecordedPrice } from '../adapters/price-state.ts';
import { unlessUnreadable } from '../adapters/stored-item.ts';
import type { Order } from '../domain/context/order.ts';
import type { Product } from '../domain/product/product.ts';
import type { RollbackStep, RollbackTotal } from '../domain/record/upkeep-lines.ts';
import { PriceAmount } from '../domain/values/money.ts';
import { priceAt } from './price-at.ts';
import { previewRollback } from './rollback-preview.ts';

export interface RollbackRequest {
  /** The time whose prices to restore. */
  since: string;
  by: string;
  onBehalfOf?: string | undefined;
  why: string;
  dryRun: boolean;
  /** The entry in the audit log. */
  audit: Order['audit'];
}

export interface RollbackDeps {
  catalog: Pick<Catalog, 'policy'>;
  priceStates: PriceStates;
  ledger: Ledger;
  bus: Bus;
  orders: Pick<Orders, 'put'>;
  clock: Clock;
  newId: () => string;
  wait(ms: number): Promise<unknown>;
}

const EVENTS_AT_ONCE = 100;
/** The rollback must leave capacity for the shop's own events. */
const EVENTS_A_SECOND = 200;
const READ_AT_ONCE = 8;
const WRITTEN_AT_ONCE = 16;

/**
 * Emits `rollback` for every product whose price differs from that time, yields each step, and returns the counts. If the
 * guardrails would keep the price in force, the step is yielded without an event. One batch of products is in memory at a
 * time.
 */
export async function* rollback(
  deps: RollbackDeps,
  products: AsyncIterable<Product>,
  request: RollbackRequest,
): AsyncGenerator<RollbackStep, RollbackTotal> {
  const total: RollbackTotal = {
    rolledBack: 0,
    unchanged: 0,
    kept: 0,
    without: 0,
    unreadable: 0,
    retired: 0,
  };
  for await (const batch of batches(products, EVENTS_AT_ONCE)) {
    const steps = await stepsOf(deps, batch, request.since, total);
    if (steps.length === 0) continue;
    const moving = steps.filter(({ becomes, now }) => becomes !== now);
    yield* steps.filter((step) => !moving.includes(step));
    if (request.dryRun) yield* moving;
    else if (moving.length > 0) {
      yield* await emit(deps, moving, request);
      await deps.wait((moving.length / EVENTS_A_SECOND) * 1000);
    }
    total.rolledBack += moving.length;
    total.kept += steps.length - moving.length;
  }
  return total;
}

async function stepsOf(
  deps: RollbackDeps,
  products: Product[],
  since: string,
  total: RollbackTotal,
): Promise<RollbackStep[]> {
  const active = products.filter(({ status }) => status === 'active');
  total.retired += products.length - active.length;
  const unreadable = new Set<unknown>();
  const states = await deps.priceStates.readPrices(
    active.map(({ productId }) => productId),
    ({ key }) => unreadable.add(key['productId']),
  );
  const byProduct = new Map(states.map((state) => [state.productId, state]));
  const limit = pLimit(READ_AT_ONCE);
  const steps = await Promise.all(
    active.map((product) =>
      limit(async () => {
        if (unreadable.has(product.productId)) return 'unreadable';
        const step = stepOf(deps, product, byProduct.get(product.productId), since);
        return (await unlessUnreadable(step)) ?? 'unreadable';
      }),
    ),
  );
  for (const step of steps) if (typeof step === 'string') total[step] += 1;
  return steps.filter((step) => typeof step !== 'string');
}

async function stepOf(
  deps: RollbackDeps,
  product: Product,
  state: RecordedPrice | undefined,
  since: string,
): Promise<RollbackStep | 'unchanged' | 'without'> {
  const { productId, currency } = product;
  if (state?.price === undefined) return 'without';
  if (state.price.since <= since) return 'unchanged';
  const then = await priceAt(deps.ledger, state, since);
  // The order has an amount only, which would be read in the product's present currency.
  if (then === undefined || then.currency !== currency) return 'without';
  const now = state.price.amount;
  if (then.amount === now) return 'unchanged';
  const onPriceRevision = state.price.revision;
  const { inForce = now, reason } = await previewRollback(deps, product, then.amount, onPriceRevision);
  const step = { productId, currency, now, to: then.amount, becomes: inForce };
  const because = inForce === then.amount ? {} : { because: reason };
  return { ...step, ...because, since: then.since, by: then.eventId, onPriceRevision };
}

// All orders are stored before the first event names one.
async function emit(
  { bus, orders, clock, newId }: RollbackDeps,
  steps: RollbackStep[],
  { by, onBehalfOf, why, since, audit }: RollbackRequest,
): Promise<RollbackStep[]> {
  const given = {
    by,
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
    why,
    since,
    givenAt: clock(),
    audit,
  };
  const made = steps.map(
    ({ productId, to, onPriceRevision }): Order => ({
      kind: 'rollback',
      orderId: newId(),
      productId,
      price: PriceAmount.parse(to),
      onPriceRevision,
      ...given,
    }),
  );
  const limit = pLimit(WRITTEN_AT_ONCE);
  await Promise.all(made.map((order) => limit(() => orders.put(order))));
  const ids = await bus.emit(
    made.map(({ productId, orderId }) => ({ kind: 'rollback', detail: { productId, orderId } })),
  );
  return steps.map((step, at) => ({ ...step, eventId: ids[at] ?? '' }));
}

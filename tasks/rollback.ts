import pLimit from 'p-limit';
import { batches } from '../adapters/batches.ts';
import type { Bus } from '../adapters/bus.ts';
import type { Ledger } from '../adapters/ledger.ts';
import type { PriceStates, RecordedPrice } from '../adapters/price-state.ts';
import type { Product } from '../domain/product.ts';
import { priceAt } from './price-at.ts';

/** One product whose price goes back. Amounts in minor units. */
export interface RollbackStep {
  productId: string;
  currency: string;
  now: number;
  to: number;
  /** When the price came in force that it goes back to, and by which event. */
  since: string;
  by: string;
  /** The event that asks for it; none in a dry run. */
  eventId?: string;
}

/** How many products there were of each kind. */
export interface RollbackTotal {
  rolledBack: number;
  /** Their price is what it was then. */
  unchanged: number;
  /** They had no price then. */
  without: number;
  retired: number;
}

export interface RollbackRequest {
  /** The prices of this time are to be in force again. */
  since: string;
  by: string;
  why: string;
  dryRun: boolean;
}

export interface RollbackNeed {
  priceStates: PriceStates;
  ledger: Ledger;
  bus: Bus;
  wait(ms: number): Promise<unknown>;
}

const EVENTS_AT_ONCE = 100;
/** What it asks for must leave room for the shop's own events. */
const EVENTS_A_SECOND = 200;
const READ_AT_ONCE = 8;

/**
 * Emits `rollback` for every product whose price is not the one of that time, and yields them as they are emitted; returns
 * the count of all. One batch of products is in memory at a time.
 */
export async function* rollback(
  need: RollbackNeed,
  products: AsyncIterable<Product>,
  request: RollbackRequest,
): AsyncGenerator<RollbackStep, RollbackTotal> {
  const total: RollbackTotal = { rolledBack: 0, unchanged: 0, without: 0, retired: 0 };
  for await (const batch of batches(products, EVENTS_AT_ONCE)) {
    const steps = await stepsOf(need, batch, request.since, total);
    if (steps.length === 0) continue;
    if (request.dryRun) yield* steps;
    else {
      yield* await emit(need, steps, request);
      await need.wait((steps.length / EVENTS_A_SECOND) * 1000);
    }
    total.rolledBack += steps.length;
  }
  return total;
}

async function stepsOf(
  need: RollbackNeed,
  products: Product[],
  since: string,
  total: RollbackTotal,
): Promise<RollbackStep[]> {
  const active = products.filter(({ status }) => status === 'active');
  total.retired += products.length - active.length;
  const states = await need.priceStates.readPrices(active.map(({ productId }) => productId));
  const byProduct = new Map(states.map((state) => [state.productId, state]));
  const limit = pLimit(READ_AT_ONCE);
  const steps = await Promise.all(
    active.map((product) => limit(() => stepOf(need, product, byProduct.get(product.productId), since))),
  );
  for (const step of steps) if (typeof step === 'string') total[step] += 1;
  return steps.filter((step) => typeof step !== 'string');
}

async function stepOf(
  { ledger }: RollbackNeed,
  { productId, currency }: Product,
  state: RecordedPrice | undefined,
  since: string,
): Promise<RollbackStep | 'unchanged' | 'without'> {
  if (state?.price === undefined) return 'without';
  if (state.price.since <= since) return 'unchanged';
  const then = await priceAt(ledger, state, since);
  // The event carries an amount only: one of another currency would be read in the product's.
  if (then === undefined || then.currency !== currency) return 'without';
  const now = state.price.amount;
  if (then.amount === now) return 'unchanged';
  return { productId, currency, now, to: then.amount, since: then.since, by: then.eventId };
}

async function emit(
  { bus }: RollbackNeed,
  steps: RollbackStep[],
  { by, why }: RollbackRequest,
): Promise<RollbackStep[]> {
  const ids = await bus.emit(
    steps.map(({ productId, to }) => ({
      kind: 'rollback',
      detail: { productId, price: to, rolledBackBy: by, why },
    })),
  );
  return steps.map((step, at) => ({ ...step, eventId: ids[at] ?? '' }));
}

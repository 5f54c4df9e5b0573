import * as z from 'zod';
import type { Catalog } from '../adapters/catalog.ts';
import type { Clock } from '../adapters/clock.ts';
import type { Orders } from '../adapters/orders.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import type { Context } from '../domain/context/circumstances.ts';
import { isOrderOf } from '../domain/context/order.ts';
import { type Way, wayOf } from '../domain/decision/way.ts';
import { isOrdered, isSequenced, type OrderedEvent, PriceEvent } from '../domain/events/price-event.ts';
import { type Mark, markOf, noState, type PriceState } from '../domain/state/price-state.ts';
import {
  SequenceJump,
  UnknownOrder,
  UnknownPolicy,
  UnknownProduct,
  UnreadableItem,
} from '../domain/values/errors.ts';
import { isRedriveOf } from './redrive-id.ts';

/** A closed or dead-lettered event needs no context and may be unreadable. */
export const LoadContextInput = z.discriminatedUnion('received', [
  z.object({ received: z.literal('open'), event: PriceEvent }),
  z.object({
    received: z.literal('fenced'),
    event: z.object({ eventId: z.string(), productId: z.string().optional() }),
  }),
  z.object({ received: z.literal('duplicate') }),
]);

/** The workflow's next branch for the event, with its data. */
export type Loaded =
  | { next: 'settle'; mark: Mark }
  | { next: 'supersede'; reason: string }
  | { next: Way; context: Context };

/**
 * Reads the context of the judgement. First checks whether the event was decided before a crash, then whether a newer event
 * was. Throws UnknownProduct, UnknownPolicy, UnknownOrder and SequenceJump.
 */
export const readContext =
  (deps: { catalog: Catalog; priceStates: PriceStates; orders: Orders; clock: Clock }) =>
  async ({ event }: { event: PriceEvent }): Promise<Loaded> => {
    const [product, stored] = await Promise.all([
      deps.catalog.product(event.productId),
      deps.priceStates.read(event.productId),
    ]);
    const state = stored ?? noState(event.productId);
    const mark = markOf(state, event.eventId);
    if (mark) return { next: 'settle', mark };
    const newer = supersededBy(event, state);
    if (newer !== undefined) return { next: 'supersede', reason: `sequence ${newer} was decided before` };
    if (product === undefined) throw new UnknownProduct(`product ${event.productId} is not in the catalog`);
    const policy = await deps.catalog.policy(product.policyId);
    if (policy === undefined)
      throw new UnknownPolicy(`policy ${product.policyId} of product ${product.productId} does not exist`);
    refuseJump(event, state, policy.sequence.maxJump);
    const order = isOrdered(event) ? await orderFor(deps, event) : undefined;
    const context = {
      product,
      policy,
      state: { ...state, unsettled: {} },
      ...(Object.keys(state.unsettled).length > 0 ? { marks: someMarks(state) } : {}),
      ...(order === undefined ? {} : { order }),
      loadedAt: deps.clock(),
    };
    const way = wayOf({ ...context, modelHealth: [], event, now: context.loadedAt });
    if (way !== 'ask-model' || policy.model.calibration === undefined) return { next: way, context };
    const modelHealth = await healthIn(deps.catalog);
    if (modelHealth === undefined) return { next: 'ask-rules', context };
    return { next: way, context: { ...context, modelHealth } };
  };

/** Maximum marks that a commit checks: reading their rows must not delay the event. */
const MOST_MARKS = 20;

// Each commit checks the next ones, so that marks of events that stay open do not hide those of closed ones.
function someMarks({ unsettled, revision }: PriceState): string[] {
  const all = Object.entries(unsettled)
    .sort(([, a], [, b]) => a.revision - b.revision)
    .map(([eventId]) => eventId);
  const first = (revision * MOST_MARKS) % all.length;
  return [...all.slice(first), ...all.slice(0, first)].slice(0, MOST_MARKS);
}

/** The decided sequence that is not below the event's; undefined if the event is the newest or has no sequence. */
export const supersededBy = (event: PriceEvent, { sequence }: PriceState): number | undefined =>
  isSequenced(event) && sequence !== undefined && event.sequence <= sequence ? sequence : undefined;

// A model with unreadable health is not asked. The next check of the models replaces the item.
async function healthIn(catalog: Catalog): Promise<Context['modelHealth']> {
  try {
    return await catalog.modelHealth();
  } catch (error) {
    if (error instanceof UnreadableItem) return undefined;
    throw error;
  }
}

// The sender of an event is unknown and its content proves nothing, so only the order counts. Orders are stored before any
// event names them, so a missing one was never given.
async function orderFor({ orders }: { orders: Orders }, event: OrderedEvent): Promise<Context['order']> {
  const { eventId, orderId, kind, productId } = event;
  const order = await orders.read(orderId);
  if (order === undefined || !isOrderOf(order, event))
    throw new UnknownOrder(`nobody gave an order ${orderId} for a ${kind} of ${productId}`);
  const first = await orders.use(orderId, eventId);
  return { order, usedBy: isRedriveOf(eventId, first) ? eventId : first };
}

// One absurd number would make every later event older and freeze the product.
function refuseJump(event: PriceEvent, { sequence }: PriceState, maxJump: number): void {
  if (!isSequenced(event) || sequence === undefined || event.sequence - sequence <= maxJump) return;
  throw new SequenceJump(
    `sequence ${event.sequence} is ${event.sequence - sequence} above the last one, ${sequence}; the policy allows ${maxJump}`,
  );
}

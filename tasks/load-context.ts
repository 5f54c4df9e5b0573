import * as z from 'zod';
import type { Catalog } from '../adapters/catalog.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import type { Context } from '../domain/circumstances.ts';
import { SequenceJump, UnknownPolicy, UnknownProduct } from '../domain/errors.ts';
import { PriceEvent } from '../domain/inventory-event.ts';
import { type Mark, markOf, noState, type PriceState } from '../domain/price-state.ts';
import { reasonToStand } from '../domain/standing.ts';
import type { Clock } from './clock.ts';

export const LoadContextInput = z.object({ event: PriceEvent });

/** Where the event goes from here. */
export type Loaded =
  | { next: 'settle'; mark: Mark }
  | { next: 'supersede'; reason: string }
  | { next: 'stand' | 'ask-model' | 'ask-rules'; context: Context };

/**
 * Reads what the event is to be judged on. Asks first whether it was decided before a crash, then whether a newer event
 * was. Throws UnknownProduct, UnknownPolicy and SequenceJump.
 */
export const loadContext =
  (need: { catalog: Catalog; priceStates: PriceStates; clock: Clock }) =>
  async ({ event }: z.infer<typeof LoadContextInput>): Promise<Loaded> => {
    const [product, stored] = await Promise.all([
      need.catalog.product(event.productId),
      need.priceStates.read(event.productId),
    ]);
    const state = stored ?? noState(event.productId);
    const mark = markOf(state, event.eventId);
    if (mark) return { next: 'settle', mark };
    const newer = supersededBy(event, state);
    if (newer !== undefined) return { next: 'supersede', reason: `sequence ${newer} was decided before` };
    if (product === undefined) throw new UnknownProduct(`product ${event.productId} is not in the catalog`);
    const policy = await need.catalog.policy(product.policyId);
    if (policy === undefined)
      throw new UnknownPolicy(`policy ${product.policyId} of product ${product.productId} does not exist`);
    refuseJump(event, state, policy.sequence.maxJump);
    const context: Context = { product, policy, state: { ...state, unsettled: {} } };
    if (reasonToStand({ ...context, event, now: need.clock() }) !== undefined)
      return { next: 'stand', context };
    const byModel = policy.model.use && (event.kind === 'inventory' || event.kind === 'reprice');
    if (!byModel) return { next: 'ask-rules', context };
    if (policy.model.calibration === undefined) return { next: 'ask-model', context };
    return { next: 'ask-model', context: { ...context, modelHealth: await need.catalog.modelHealth() } };
  };

/** The decided sequence that is not below the event's own; undefined when the event is the newest, or has no sequence. */
export const supersededBy = (event: PriceEvent, { sequence }: PriceState): number | undefined =>
  event.kind === 'inventory' && sequence !== undefined && event.sequence <= sequence ? sequence : undefined;

// One absurd number would make every later event an older one, and so freeze the product.
function refuseJump(event: PriceEvent, { sequence }: PriceState, maxJump: number): void {
  if (event.kind !== 'inventory' || sequence === undefined || event.sequence - sequence <= maxJump) return;
  throw new SequenceJump(
    `sequence ${event.sequence} is ${event.sequence - sequence} above the last one, ${sequence}; the policy allows ${maxJump}`,
  );
}

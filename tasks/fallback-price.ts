import * as z from 'zod';
import { Context } from '../domain/circumstances.ts';
import { PriceEvent } from '../domain/inventory-event.ts';
import type { Proposal } from '../domain/proposal.ts';
import { proposeByOperator, proposeByRules } from '../domain/rules.ts';
import { carried } from './carried.ts';
import type { Clock } from './clock.ts';
import { CaughtError, describeCaught } from './failure.ts';

/** `fallbackFor` is the model's failure where the policy uses the model; null where it doesn't. */
export const FallbackPriceInput = z.object({
  event: PriceEvent,
  context: carried(Context),
  fallbackFor: CaughtError.nullable(),
});

/** Proposes by an operator's word, else by the rules. */
export const fallbackPrice =
  (need: { clock: Clock }) =>
  async ({ event, context, fallbackFor }: z.infer<typeof FallbackPriceInput>): Promise<Proposal> => {
    const on = { ...context, event, now: need.clock() };
    return proposeByOperator(on) ?? proposeByRules(on, fallbackFor ? describeCaught(fallbackFor) : undefined);
  };

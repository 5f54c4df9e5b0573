import * as z from 'zod';
import type { Clock } from '../adapters/clock.ts';
import type { Context } from '../domain/context/circumstances.ts';
import type { Proposal } from '../domain/context/proposal.ts';
import type { PriceEvent } from '../domain/events/price-event.ts';
import { proposeByOperator, proposeByRules } from '../domain/proposals/rules.ts';
import { CaughtError, describeCaught } from './input/caught-error.ts';
import { trusted } from './input/trusted.ts';
import { task } from './task.ts';

/** `fallbackFor`: the model's failure; null if the policy does not use the model. */
export const FallbackPriceInput = z.object({
  event: trusted<PriceEvent>(),
  context: trusted<Context>(),
  fallbackFor: CaughtError.nullable(),
});

/** Proposes the price of an order or seed, else that of the rules. */
export const fallbackPrice =
  (deps: { clock: Clock }) =>
  async ({ event, context, fallbackFor }: z.infer<typeof FallbackPriceInput>): Promise<Proposal> => {
    const madeAt = deps.clock();
    const on = { ...context, event, now: madeAt };
    const proposal =
      proposeByOperator(on) ?? proposeByRules(on, fallbackFor ? describeCaught(fallbackFor) : undefined);
    return { ...proposal, madeOn: context.state.revision, madeAt };
  };

export const FallbackPrice = task({ state: 'FallbackPrice', input: FallbackPriceInput, run: fallbackPrice });

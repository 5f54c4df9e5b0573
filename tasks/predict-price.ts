import * as z from 'zod';
import type { Clock } from '../adapters/clock.ts';
import { askNamedModel, type Models } from '../adapters/demand-models.ts';
import type { Context } from '../domain/context/circumstances.ts';
import type { Proposal } from '../domain/context/proposal.ts';
import type { PriceEvent } from '../domain/events/price-event.ts';
import { trusted } from './input/trusted.ts';
import { task } from './task.ts';

export const PredictPriceInput = z.object({ event: trusted<PriceEvent>(), context: trusted<Context>() });

/** Proposes by the policy's model. If it throws, the workflow asks the rules. */
export const predictPrice =
  (deps: { models: Models; clock: Clock }) =>
  async ({ event, context }: z.infer<typeof PredictPriceInput>): Promise<Proposal> => {
    const madeAt = deps.clock();
    const proposal = await askNamedModel(deps.models, { ...context, event, now: madeAt });
    return { ...proposal, madeOn: context.state.revision, madeAt };
  };

export const PredictPrice = task({ state: 'PredictPrice', input: PredictPriceInput, run: predictPrice });

import * as z from 'zod';
import type { Clock } from '../adapters/clock.ts';
import type { Context } from '../domain/context/circumstances.ts';
import type { Proposal } from '../domain/context/proposal.ts';
import { type Decision, decide } from '../domain/decision/decision.ts';
import type { PriceEvent } from '../domain/events/price-event.ts';
import { trusted } from './input/trusted.ts';
import { task } from './task.ts';

/** Without a proposal the price in force stays. */
export const ApplyGuardrailsInput = z.object({
  event: trusted<PriceEvent>(),
  context: trusted<Context>(),
  proposal: trusted<Proposal>().nullable(),
});

export const applyGuardrails =
  (deps: { clock: Clock }) =>
  async ({ event, context, proposal }: z.infer<typeof ApplyGuardrailsInput>): Promise<Decision> =>
    decide({ ...context, event, now: deps.clock() }, proposal ?? undefined);

export const ApplyGuardrails = task({
  state: 'ApplyGuardrails',
  input: ApplyGuardrailsInput,
  run: applyGuardrails,
});

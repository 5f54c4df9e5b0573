import * as z from 'zod';
import { Context } from '../domain/circumstances.ts';
import { type Decision, decide } from '../domain/decision.ts';
import { PriceEvent } from '../domain/inventory-event.ts';
import { Proposal } from '../domain/proposal.ts';
import { carried } from './carried.ts';
import type { Clock } from './clock.ts';

/** Without a proposal the price in force stays. */
export const ApplyGuardrailsInput = z.object({
  event: PriceEvent,
  context: carried(Context),
  proposal: carried(Proposal.nullable()),
});

export const applyGuardrails =
  (need: { clock: Clock }) =>
  async ({ event, context, proposal }: z.infer<typeof ApplyGuardrailsInput>): Promise<Decision> =>
    decide({ ...context, event, now: need.clock() }, proposal ?? undefined);

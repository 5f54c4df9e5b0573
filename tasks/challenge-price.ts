import * as z from 'zod';
import type { Ledger } from '../adapters/ledger.ts';
import { type Challenge, compare } from '../domain/challenge.ts';
import { type Circumstances, Context } from '../domain/circumstances.ts';
import { Decision, decide } from '../domain/decision.ts';
import { PriceEvent } from '../domain/inventory-event.ts';
import { Proposal } from '../domain/proposal.ts';
import { carried } from './carried.ts';
import type { Clock } from './clock.ts';
import { askModel, type Models, modelAt } from './models.ts';

export const ChallengePriceInput = z.object({
  event: PriceEvent,
  context: carried(Context),
  proposal: carried(Proposal),
  decision: carried(Decision),
});

/**
 * Asks the policy's challenger what it would have proposed, once the event has its outcome, and keeps its answer beside the
 * decision's evidence. A challenger that fails is kept as such; it changes no price.
 */
export const challengePrice =
  (need: { ledger: Ledger; models: Models; clock: Clock }) =>
  async ({ event, context, proposal, decision }: z.infer<typeof ChallengePriceInput>): Promise<null> => {
    const challenger = context.policy.model.challenger;
    if (challenger === undefined) return null;
    // As of the live decision: later, there would be less time left to sell in.
    const on = { ...context, event, now: decision.decidedAt };
    await need.ledger.putChallenge({
      eventId: event.eventId,
      productId: event.productId,
      context: context.state.revision,
      challenger,
      challengedAt: need.clock(),
      liveSource: proposal.source,
      currency: decision.currency,
      ...(await challengeOf(need.models, challenger, on, { proposal, decision })),
    });
    return null;
  };

async function challengeOf(
  models: Models,
  challenger: string,
  on: Circumstances,
  live: { proposal: Proposal; decision: Decision },
): Promise<Pick<Challenge, 'failure' | 'proposal' | 'decision' | 'comparison'>> {
  try {
    const proposal = await askModel(modelAt(models, challenger), on);
    const decision = decide(on, proposal);
    const comparison = compare(live, { proposal, decision });
    return { proposal, decision, ...(comparison ? { comparison } : {}) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { failure: `${name}: ${message}` };
  }
}

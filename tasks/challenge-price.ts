import * as z from 'zod';
import type { Clock } from '../adapters/clock.ts';
import { askModel, type Models, modelAt } from '../adapters/demand-models.ts';
import type { Ledger } from '../adapters/ledger.ts';
import type { Circumstances, Context } from '../domain/context/circumstances.ts';
import type { Proposal } from '../domain/context/proposal.ts';
import { type Challenge, compare } from '../domain/decision/challenge.ts';
import { type Decision, decide } from '../domain/decision/decision.ts';
import type { PriceEvent } from '../domain/events/price-event.ts';
import { asError } from '../domain/values/thrown.ts';
import { trusted } from './input/trusted.ts';
import { task } from './task.ts';

export const ChallengePriceInput = z.object({
  event: trusted<PriceEvent>(),
  context: trusted<Context>(),
  proposal: trusted<Proposal>(),
  decision: trusted<Decision>(),
});

/**
 * Asks the policy's challenger for a proposal after the event has its outcome, and stores the answer or the failure beside
 * the evidence. Changes no price.
 */
export const challengePrice =
  (deps: { ledger: Ledger; models: Models; clock: Clock }) =>
  async ({ event, context, proposal, decision }: z.infer<typeof ChallengePriceInput>): Promise<null> => {
    const challenger = context.policy.model.challenger;
    if (challenger === undefined) return null;
    // Uses the time of the live decision, because the time left to sell is part of the question.
    const on = { ...context, event, now: decision.decidedAt };
    await deps.ledger.putChallenge({
      eventId: event.eventId,
      productId: event.productId,
      context: context.state.revision,
      challenger,
      challengedAt: deps.clock(),
      liveSource: proposal.source,
      currency: decision.currency,
      ...(await challengeOf(deps.models, challenger, on, { proposal, decision })),
    });
    return null;
  };

export const ChallengePrice = task({
  state: 'ChallengePrice',
  input: ChallengePriceInput,
  run: challengePrice,
});

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
    const { name, message } = asError(error);
    return { failure: `${name}: ${message}` };
  }
}

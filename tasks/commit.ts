import * as z from 'zod';
import type { Ledger } from '../adapters/ledger.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { Context } from '../domain/circumstances.ts';
import { Decision } from '../domain/decision.ts';
import { PriceEvent } from '../domain/inventory-event.ts';
import { commitDecision, type Mark } from '../domain/price-state.ts';
import { Proposal } from '../domain/proposal.ts';
import { carried } from './carried.ts';

export const CommitInput = z.object({
  event: PriceEvent,
  context: carried(Context),
  proposal: carried(Proposal.nullable()),
  decision: carried(Decision),
});

/** `refused`: the price state has moved on. `closed`, `fenced`: another execution has ended the event, or is about to. */
export type Committed = { status: 'committed'; mark: Mark } | { status: 'refused' | 'closed' | 'fenced' };

/**
 * Puts the decision into force: first into the ledger, where the first decision on a context stands and later ones take
 * it up, then into the price state, if that still has the revision that was judged on.
 */
export const commit =
  (need: { ledger: Ledger; priceStates: PriceStates }) =>
  async ({ event, context, proposal, decision }: z.infer<typeof CommitInput>): Promise<Committed> => {
    const { eventId, productId } = event;
    const standing = await need.ledger.putEvidence({
      eventId,
      productId,
      context: context.state.revision,
      ...(proposal ? { proposal } : {}),
      decision,
    });
    const noted = await need.ledger.noteDecision(standing);
    if (noted === 'closed' || noted === 'fenced') return { status: noted };
    const next = commitDecision(context.state, event, standing.decision);
    const mark = next.unsettled[eventId];
    if (mark === undefined || !(await need.priceStates.commit(next, eventId))) return { status: 'refused' };
    return { status: 'committed', mark };
  };

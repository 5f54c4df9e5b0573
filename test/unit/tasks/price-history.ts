import { commitDecision } from '../../../domain/decision/commit.ts';
import { decide } from '../../../domain/decision/decision.ts';
import type { PriceEvent } from '../../../domain/events/price-event.ts';
import { proposeByOperator } from '../../../domain/proposals/rules.ts';
import { type Evidence, type LedgerRow, noteOf } from '../../../domain/record/ledger.ts';
import { noState, type PriceState } from '../../../domain/state/price-state.ts';
import type { LedgerData } from '../../fakes/memory-ledger.ts';
import { on, policy, product, proposal, reprice, seed } from '../domain/make.ts';

export interface Recorded {
  states: Record<string, PriceState>;
  ledger: LedgerData;
}

export interface Deciding {
  event?: PriceEvent;
  price?: number;
  /** When it was decided, and when the event was accepted, if that differs. */
  at: string;
  acceptedAt?: string;
  /** Absent: at once. `null`: not yet. */
  closedAt?: string | null;
  mode?: 'live' | 'paused';
}

/** Makes and records these decisions of a product in order, as the tasks would. */
export function record(into: Recorded, productId: string, decided: Deciding[]): void {
  for (const [
    number,
    { event = reprice(), price = 1_000, at, mode = 'live', ...times },
  ] of decided.entries()) {
    const { acceptedAt = at, closedAt = at } = times;
    const eventId = `${productId}-${number}`;
    const own = { ...event, productId, eventId, acceptedAt } as PriceEvent;
    const before = into.states[productId] ?? { ...noState(productId), stock: 50 };
    const here = on({
      product: product({ productId }),
      policy: policy({ mode }),
      state: before,
      event: own,
      now: at,
    });
    const decision = decide(here, proposeByOperator(here) ?? proposal(price));
    const evidence: Evidence = { eventId, productId, context: before.revision, decision };
    const after = commitDecision(before, own, decision);
    into.ledger.evidence[`${eventId}#${before.revision}`] = evidence;
    into.ledger.rows[eventId] = {
      eventId,
      productId,
      kind: own.kind,
      acceptedAt,
      receivedAt: acceptedAt,
      envelope: '{}',
      executions: [],
      decisions: { [before.revision]: noteOf(evidence) },
      sweeps: 0,
      ...(closedAt === null ? {} : { outcome: decision.outcome, closedAt, revision: after.revision }),
    } satisfies LedgerRow;
    const { [eventId]: _, ...settled } = after.unsettled;
    into.states[productId] = closedAt === null ? after : { ...after, unsettled: settled };
  }
}

export const nothingRecorded = (): Recorded => ({ states: {}, ledger: { rows: {}, evidence: {} } });
export const seeded = (at: string): Deciding => ({ event: seed(), at });

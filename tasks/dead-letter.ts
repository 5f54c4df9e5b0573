import * as z from 'zod';
import type { Ledger } from '../adapters/ledger.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { UnknownProduct } from '../domain/errors.ts';
import { parseEvent } from '../domain/inventory-event.ts';
import { envelopeOf, type LedgerRow } from '../domain/ledger.ts';
import { commitDeadLetter, markOf, noState } from '../domain/price-state.ts';
import type { Clock } from './clock.ts';
import { CaughtError, describeCaught } from './failure.ts';
import { supersededBy } from './load-context.ts';
import { idOf } from './receive-event.ts';

export const DeadLetterInput = z.object({
  /** The id of the event that the execution was started with; not always there, or a string. */
  event: z.object({ id: z.unknown().optional() }),
  execution: z.string(),
  failure: CaughtError.extend({ stage: z.string() }),
});

/** What the dead-letter queue holds of an event. */
export interface DeadLetterMessage {
  eventId: string;
  productId?: string;
  stage: string;
  error: string;
  reason: string;
  executions: string[];
  deadLetteredAt: string;
  /** The envelope as JSON text, cut to 64 KB. */
  envelope: string;
}

/** `leave`: it is committed, or can't be fenced now; the sweeper sees to it. `done`: it has its outcome. */
export type DeadLettering =
  | {
      next: 'send';
      message: DeadLetterMessage;
      fenced: boolean;
      ending: { outcome: 'dead-lettered'; reason: string; stage: string };
    }
  | { next: 'supersede'; eventId: string; reason: string }
  | { next: 'leave' | 'done' };

const FENCES_TRIED = 10;

/**
 * Fences the event off, so that no execution can decide it any more: by a mark in the price state of a known product
 * (which raises its revision, not its sequence), else on the ledger row. Only then may the message be sent.
 */
export const deadLetter =
  (need: { ledger: Ledger; priceStates: PriceStates; clock: Clock }) =>
  async ({ event: started, execution, failure }: z.infer<typeof DeadLetterInput>): Promise<DeadLettering> => {
    const eventId = idOf(started, execution);
    const opened = await need.ledger.read(eventId);
    if (opened === undefined) return { next: 'leave' };
    const parsed = parseEvent(envelopeOf(opened));
    const reason = describeCaught(failure);
    const send = (
      row: LedgerRow,
      fenced: boolean,
      why = { stage: failure.stage, reason },
    ): DeadLettering => ({
      next: 'send',
      fenced,
      ending: { outcome: 'dead-lettered', ...why },
      message: {
        eventId,
        ...(parsed.ok ? { productId: parsed.event.productId } : {}),
        stage: why.stage,
        reason: sendable(why.reason),
        error: why.reason.split(':', 1)[0] ?? failure.error,
        executions: row.executions,
        deadLetteredAt: need.clock(),
        envelope: sendable(row.envelope),
      },
    });

    for (let tried = 0; tried < FENCES_TRIED; tried += 1) {
      // The state first, then the row: a row without an outcome read after the state means that no mark was taken away since.
      const state = parsed.ok ? await need.priceStates.read(parsed.event.productId) : undefined;
      const row = await need.ledger.read(eventId);
      if (row === undefined) return { next: 'leave' };
      if (row.outcome !== undefined) return { next: 'done' };
      const mark = state && markOf(state, eventId);
      if (mark?.outcome === 'dead-lettered')
        return send(row, true, { stage: mark.stage ?? failure.stage, reason: mark.reason });
      if (mark) return { next: 'leave' };
      if (
        !parsed.ok ||
        (state === undefined && failure.error === UnknownProduct.name) ||
        row.fencedAt !== undefined
      ) {
        if (row.fencedAt !== undefined)
          return send(row, false, { stage: row.stage ?? failure.stage, reason: row.reason ?? reason });
        const fenced = await need.ledger.fence(eventId, {
          stage: failure.stage,
          reason,
          fencedAt: need.clock(),
        });
        return fenced ? send(row, false) : { next: 'leave' };
      }
      const { event } = parsed;
      const newer = state && supersededBy(event, state);
      if (newer !== undefined)
        return { next: 'supersede', eventId, reason: `sequence ${newer} was decided before` };
      const why = { stage: failure.stage, reason, at: need.clock() };
      const next = commitDeadLetter(state ?? noState(event.productId), eventId, why);
      if (await need.priceStates.commit(next, eventId)) return send(row, true);
    }
    return { next: 'leave' };
  };

// SQS takes no other characters; in JSON text the escape means the same.
const sendable = (text: string): string =>
  text.replace(/[\uFFFE\uFFFF\p{Cs}]/gu, (character) => `\\u${character.charCodeAt(0).toString(16)}`);

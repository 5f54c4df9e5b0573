import * as z from 'zod';
import type { Clock } from '../adapters/clock.ts';
import type { Ledger } from '../adapters/ledger.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { commitDeadLetter } from '../domain/decision/commit.ts';
import { parseEvent } from '../domain/events/envelope.ts';
import { envelopeOf, type LedgerRow } from '../domain/record/ledger.ts';
import { markOf, noState, type PriceState } from '../domain/state/price-state.ts';
import { UnknownProduct, UnreadableItem } from '../domain/values/errors.ts';
import { CaughtError, describeCaught } from './failure.ts';
import { supersededBy } from './read-context.ts';
import { idOf } from './receive-event.ts';
import { task } from './task.ts';
import { partOf, Traced, withOwn } from './traced.ts';

export const DeadLetterInput = Traced.required({ execution: true }).extend({
  /** The id of the event in the execution's input; it may be missing or no string. */
  event: z.object({ id: z.unknown().optional() }),
  failure: CaughtError.extend({ stage: z.string() }),
});

/** The message in the dead-letter queue. */
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

/**
 * `leave`: the event is committed or can't be fenced now; the sweeper restarts it. `wait`: it has no row that the sweeper
 * could find. `done`: it has its outcome.
 */
export type DeadLettering =
  | {
      next: 'send';
      message: DeadLetterMessage;
      ending: { outcome: 'dead-lettered'; reason: string; stage: string };
    }
  | { next: 'supersede'; eventId: string; reason: string }
  | { next: 'leave' | 'wait' | 'done' };

const FENCES_TRIED = 10;

/**
 * Fences the event off, so that no execution can decide it any more: by a mark in the price state of a known product (which
 * raises its revision, not its sequence), else on the ledger row. Only then may the message be sent. An unreadable state
 * takes no mark: its row is fenced and its revision raised, so that nothing judged on it is committed.
 */
export const deadLetter =
  (deps: { ledger: Ledger; priceStates: PriceStates; clock: Clock }) =>
  async ({ event: started, failure, ...traced }: z.infer<typeof DeadLetterInput>): Promise<DeadLettering> => {
    const eventId = idOf(started, traced.execution);
    const opened = await deps.ledger.read(eventId);
    if (opened === undefined) return { next: 'wait' };
    const parsed = parseEvent(envelopeOf(opened));
    const reason = describeCaught(failure);
    const send = (row: LedgerRow, why: { stage: string; reason: string }): DeadLettering => ({
      next: 'send',
      ending: { outcome: 'dead-lettered', ...why },
      message: {
        eventId,
        ...(parsed.ok ? { productId: parsed.event.productId } : {}),
        stage: why.stage,
        reason: sendable(why.reason),
        error: why.reason.split(':', 1)[0] ?? failure.error,
        executions: row.executions,
        deadLetteredAt: deps.clock(),
        envelope: sendable(row.envelope),
      },
    });

    for (let tried = 0; tried < FENCES_TRIED; tried += 1) {
      // Reads the state before the row: if the row has no outcome after that, no mark was removed in between.
      const stored = parsed.ok ? await readState(deps.priceStates, parsed.event.productId) : undefined;
      const state = stored === 'unreadable' ? undefined : stored;
      const row = await deps.ledger.read(eventId);
      if (row === undefined) return { next: 'wait' };
      if (row.outcome !== undefined) {
        await deps.ledger.noteTrace(eventId, partOf(withOwn(traced, 'DeadLetter')));
        return { next: 'done' };
      }
      const mark = state && markOf(state, eventId);
      if (mark?.outcome === 'dead-lettered')
        return send(row, { stage: mark.stage ?? failure.stage, reason: mark.reason });
      if (mark) return { next: 'leave' };
      const { fencedAt } = row;
      const why =
        fencedAt === undefined
          ? { stage: failure.stage, reason }
          : { stage: row.stage ?? failure.stage, reason: row.reason ?? reason };
      const isMarkable =
        parsed.ok &&
        (state !== undefined ||
          (stored === undefined && fencedAt === undefined && failure.error !== UnknownProduct.name));
      if (!isMarkable) {
        if (fencedAt === undefined) {
          if (!(await deps.ledger.fence(eventId, { ...why, fencedAt: deps.clock() })))
            return { next: 'leave' };
          // Reads again, because the product may have been added and the event decided meanwhile.
          if (parsed.ok) continue;
        } else if (parsed.ok && stored === 'unreadable') {
          if (await deps.priceStates.moveOn(parsed.event.productId, eventId)) return { next: 'leave' };
        }
        return send(row, why);
      }
      const { event } = parsed;
      const newer = state && supersededBy(event, state);
      // The letter of a fenced event may already be sent.
      if (newer !== undefined && fencedAt === undefined)
        return { next: 'supersede', eventId, reason: `sequence ${newer} was decided before` };
      const next = commitDeadLetter(state ?? noState(event.productId), eventId, { ...why, at: deps.clock() });
      if (await deps.priceStates.commit(next, eventId)) return send(row, why);
    }
    return { next: 'leave' };
  };

export const DeadLetter = task({ state: 'DeadLetter', input: DeadLetterInput, run: deadLetter });

async function readState(
  priceStates: PriceStates,
  productId: string,
): Promise<PriceState | 'unreadable' | undefined> {
  try {
    return await priceStates.read(productId);
  } catch (error) {
    if (error instanceof UnreadableItem) return 'unreadable';
    throw error;
  }
}

// SQS accepts no other characters; in JSON text the escape means the same.
const sendable = (text: string): string =>
  text.replace(/[\uFFFE\uFFFF\p{Cs}]/gu, (character) => `\\u${character.charCodeAt(0).toString(16)}`);

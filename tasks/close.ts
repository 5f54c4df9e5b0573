import * as z from 'zod';
import type { Clock } from '../adapters/clock.ts';
import type { Ledger } from '../adapters/ledger.ts';
import { Judged } from '../domain/record/judged.ts';
import { Outcome } from '../domain/record/ledger.ts';
import { elapsedMs } from '../domain/values/time.ts';
import { task } from './task.ts';
import { endingMeasures } from './telemetry/ending-measures.ts';
import { partOf, Traced, withOwn } from './traced.ts';

export const CloseInput = Traced.extend({
  eventId: z.string(),
  acceptedAt: z.string().nullable(),
  ending: z.object({
    outcome: Outcome,
    reason: z.string(),
    stage: z.string().nullish(),
    revision: z.int().nullish(),
  }),
  publication: z.object({ status: z.enum(['published', 'overtaken']), at: z.string() }).nullable(),
  /** Invalid metrics must not stop the event. */
  judged: Judged.nullish().catch(null),
});

/** Sets the outcome of the ledger row. A row with an outcome keeps it. */
export const close =
  (deps: { ledger: Ledger; clock: Clock }) =>
  async ({
    eventId,
    acceptedAt,
    ending,
    publication,
    judged,
    ...traced
  }: z.infer<typeof CloseInput>): Promise<{ closed: boolean }> => {
    const { outcome, reason, stage, revision } = ending;
    const closedAt = deps.clock();
    const part = partOf(withOwn(traced, 'Close', closedAt));
    const closed = await deps.ledger.close(eventId, {
      outcome,
      reason,
      closedAt,
      ...(part ? { trace: part } : {}),
      ...(stage ? { stage } : {}),
      ...(revision ? { revision } : {}),
      ...(outcome === 'priced' && revision ? { 'price.revision': revision } : {}),
      ...(publication ? visibility(publication, acceptedAt) : {}),
      ...(judged && revision ? decided(judged) : {}),
    });
    if (!closed) await deps.ledger.noteTrace(eventId, part);
    return { closed };
  };

export const Close = task({ state: 'Close', input: CloseInput, run: close, measure: endingMeasures });

const decided = ({ source, fallbackReason, price }: Judged) => ({
  ...(source ? { source } : {}),
  ...(fallbackReason ? { fallbackReason } : {}),
  ...(price == null ? {} : { price }),
});

function visibility(
  { status, at }: { status: 'published' | 'overtaken'; at: string },
  acceptedAt: string | null,
) {
  if (status === 'overtaken') return { overtakenAt: at };
  return { publishedAt: at, ...(acceptedAt ? { latencyMs: elapsedMs(acceptedAt, at) } : {}) };
}

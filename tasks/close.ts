import * as z from 'zod';
import type { Ledger } from '../adapters/ledger.ts';
import { Outcome } from '../domain/ledger.ts';
import { elapsedMs } from '../domain/time.ts';
import type { Clock } from './clock.ts';

export const CloseInput = z.object({
  eventId: z.string(),
  acceptedAt: z.string().nullable(),
  ending: z.object({
    outcome: Outcome,
    reason: z.string(),
    stage: z.string().nullish(),
    revision: z.int().nullish(),
  }),
  publication: z.object({ status: z.enum(['published', 'overtaken']), at: z.string() }).nullable(),
  /** How the decision came about: for metrics alone, which no event is held up for. */
  judged: z
    .object({
      source: z.string().nullish(),
      /** The error that the rules decided for. */
      fallbackFor: z.string().nullish(),
      /** `name.verdict` of each guardrail that did not just let the price pass. */
      guardrails: z.array(z.string()),
    })
    .nullish()
    .catch(null),
});

/** Gives the ledger row its outcome. A row that has one keeps it. */
export const close =
  (need: { ledger: Ledger; clock: Clock }) =>
  async ({
    eventId,
    acceptedAt,
    ending,
    publication,
  }: z.infer<typeof CloseInput>): Promise<{ closed: boolean }> => {
    const { outcome, reason, stage, revision } = ending;
    const closed = await need.ledger.close(eventId, {
      outcome,
      reason,
      closedAt: need.clock(),
      ...(stage ? { stage } : {}),
      ...(revision ? { revision } : {}),
      ...(outcome === 'priced' && revision ? { 'price.revision': revision } : {}),
      ...(publication ? visibility(publication, acceptedAt) : {}),
    });
    return { closed };
  };

function visibility(
  { status, at }: { status: 'published' | 'overtaken'; at: string },
  acceptedAt: string | null,
) {
  if (status === 'overtaken') return { overtakenAt: at };
  return { publishedAt: at, ...(acceptedAt ? { latencyMs: elapsedMs(acceptedAt, at) } : {}) };
}

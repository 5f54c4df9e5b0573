import * as z from 'zod';
import { Proposal } from '../context/proposal.ts';
import type { Evidence } from './ledger.ts';

/** The part of a decision that the ledger row and the metrics report. */
export const Judged = z.object({
  source: Proposal.shape.source.nullish(),
  /** Why the rules were asked instead of the model. */
  fallbackReason: z.string().nullish(),
  price: z.number().nullish(),
  /** `name.verdict` of each guardrail with another verdict than pass. */
  guardrails: z.array(z.string()),
});
export type Judged = z.infer<typeof Judged>;

export const judgedOf = ({
  proposal,
  decision: { trail, price },
}: Pick<Evidence, 'proposal' | 'decision'>): Judged => ({
  source: proposal?.source ?? null,
  fallbackReason: proposal?.fallbackReason ?? null,
  price: price ?? null,
  guardrails: trail
    .filter(({ verdict }) => verdict !== 'pass' && verdict !== 'skipped')
    .map(({ guardrail, verdict }) => `${guardrail}.${verdict}`),
});

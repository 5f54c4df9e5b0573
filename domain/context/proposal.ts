import * as z from 'zod';
import { CurvePoint, Demand } from '../demand/evidence.ts';
import { Time } from '../values/time.ts';

/** What a model answered, and what of it a question depends on: with the context enough to ask and to choose once more. */
export const Answered = z.object({
  priceRatio: z.object({ lowest: z.number(), highest: z.number() }),
  dependsOnTime: z.boolean(),
  /** The raw answers, in the order of the rows that were asked. */
  indices: z.array(z.number()),
});
export type Answered = z.infer<typeof Answered>;

const evidenceValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/**
 * A suggested price with the evidence for it. `amount` (minor units) is what came back, sane or not: to judge that is for
 * the guardrails, and JSON makes null of a number that is none.
 */
export const Proposal = z.object({
  source: z.enum(['model', 'rules', 'operator']),
  amount: z.number().nullable(),
  currency: z.string(),
  /** The rule that made it, or the model's name and version. */
  by: z.string(),
  /** Why the rules were asked and not the model; absent where the model answered. */
  fallbackReason: z.string().optional(),
  evidence: z.record(z.string(), evidenceValue).default({}),
  curve: z.array(CurvePoint).optional(),
  demand: Demand.optional(),
  /** Set where a model answered. */
  answered: Answered.optional(),
  /** The revision of the context that it was made on, and the time. */
  madeOn: z.int().nonnegative().optional(),
  madeAt: Time.optional(),
});
export type Proposal = z.infer<typeof Proposal>;

import * as z from 'zod';
import { CurvePoint, Demand } from '../demand/evidence.ts';
import { Time } from '../values/time.ts';

/**
 * The model's answer, with everything that the question depends on besides the context: enough to repeat question and choice.
 */
export const Answered = z.object({
  priceRatio: z.object({ lowest: z.number(), highest: z.number() }),
  dependsOnTime: z.boolean(),
  /** The raw answers, in the order of the rows of the question. */
  indices: z.array(z.number()),
  /** The warnings that the model's training left. */
  warnings: z.array(z.string()).optional(),
});
export type Answered = z.infer<typeof Answered>;

const evidenceValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/**
 * A suggested price with its evidence. `amount` (minor units) is not validated: the guardrails judge it, and JSON turns NaN
 * into null.
 */
export const Proposal = z.object({
  source: z.enum(['model', 'rules', 'operator']),
  amount: z.number().nullable(),
  currency: z.string(),
  /** The name of the rule, or the model's name and version. */
  by: z.string(),
  /** Why the rules were asked instead of the model; absent if the model answered. */
  fallbackReason: z.string().optional(),
  evidence: z.record(z.string(), evidenceValue).default({}),
  curve: z.array(CurvePoint).optional(),
  demand: Demand.optional(),
  /** The warnings of the model's training. */
  warnings: z.array(z.string()).optional(),
  /** Present if a model answered. */
  answered: Answered.optional(),
  /** The revision of the context of the proposal, and the time. */
  madeOn: z.int().nonnegative().optional(),
  madeAt: Time.optional(),
});
export type Proposal = z.infer<typeof Proposal>;

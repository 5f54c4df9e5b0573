import * as z from 'zod';

/** A candidate price (minor units) with what was expected of it in the time left (units; minor units of profit). */
export const CurvePoint = z.object({
  price: z.number(),
  expectedUnits: z.number(),
  expectedProfit: z.number(),
});
export type CurvePoint = z.infer<typeof CurvePoint>;

const evidenceValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/**
 * A suggested price with the evidence for it. `amount` (minor units) is what came back, sane or not: to judge that is for
 * the guardrails, and JSON makes null of a number that is none.
 */
export const Proposal = z.object({
  source: z.enum(['model', 'rules', 'operator']),
  amount: z.number().nullable(),
  currency: z.string(),
  /** The rule that made it, or the model's name and contract. */
  by: z.string(),
  /** Why the rules were asked and not the model; absent where the model answered. */
  fallbackReason: z.string().optional(),
  evidence: z.record(z.string(), evidenceValue).default({}),
  curve: z.array(CurvePoint).optional(),
});
export type Proposal = z.infer<typeof Proposal>;

import * as z from 'zod';
import { Limit, limitText, Side } from './limit.ts';

/** The guardrail to which another gave way, with both amounts in minor units. */
export const YieldedTo = z.object({
  guardrail: z.string(),
  /** The side of the bound that gave way. */
  side: Side,
  asked: z.number(),
  allowed: z.number(),
  /** The text of the stronger bound. */
  bound: z.string(),
});
export type YieldedTo = z.infer<typeof YieldedTo>;

/** The endings among which rounding chose, as prices within the bounds (minor units). */
export const EndingChoice = z.object({
  endings: z.array(z.number()),
  modulus: z.number(),
  lower: z.number().optional(),
  upper: z.number().optional(),
});
export type EndingChoice = z.infer<typeof EndingChoice>;

/** Result of one guardrail: the price before and after it, the bound that moved it, and all its limits. */
export const TrailEntry = z.object({
  guardrail: z.string(),
  /** `yield`: the final price breaks its bound, because it gave way to another guardrail. */
  verdict: z.enum(['pass', 'clamp', 'yield', 'hold', 'reject', 'skipped']),
  /** Null for a proposal that is no number. */
  before: z.number().nullable(),
  after: z.number().nullable(),
  bound: z.string().optional(),
  why: z.string().optional(),
  limits: z.array(Limit).optional(),
  yieldedTo: YieldedTo.optional(),
  ending: EndingChoice.optional(),
});
export type TrailEntry = z.infer<typeof TrailEntry>;

/** The text for a bound that gave way to a stronger one. */
export const yieldText = (own: string, to: YieldedTo, currency: string): string => {
  const stronger: Limit = {
    side: to.side === 'lower' ? 'upper' : 'lower',
    amount: to.allowed,
    bound: to.bound,
  };
  return `${own} gives way to ${to.guardrail}: ${limitText(stronger, currency)}`;
};

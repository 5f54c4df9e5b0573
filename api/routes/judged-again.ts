import * as z from 'zod';
import { Proposal } from '../../domain/context/proposal.ts';
import { GuardrailDifference } from '../../domain/decision/what-if.ts';
import { Difference } from '../../domain/values/first-difference.ts';
import type { Routes } from './route.ts';

export type { GuardrailDifference } from '../../domain/decision/what-if.ts';

/** Whether the record of an event leads to its decision. */
export const DecisionCheck = z.object({
  eventId: z.string(),
  productId: z.string().optional(),
  /** `not-judged`: the record does not hold what it takes; the notes say what is missing. */
  result: z.enum(['same', 'different', 'not-judged']),
  /** The first one, on the way from the proposal through the guardrails to the decision. */
  difference: Difference.optional(),
  /** The guardrail that says something else. */
  guardrail: z.string().optional(),
  /** The version of Pricewire that decided, and the one that judged again. */
  code: z.object({ decided: z.string().optional(), now: z.string() }),
  /** What explains the result, or was not judged again, in sentences. */
  notes: z.array(z.string()),
});
export type DecisionCheck = z.infer<typeof DecisionCheck>;

const WhatIfBody = z
  .strictObject({
    /** Terms in place of those of the policy. */
    terms: z.unknown().optional(),
    /** The same, by a version that is in the catalog. */
    policy: z.strictObject({ policyId: z.string().min(1), version: z.int().positive() }).optional(),
    /** The endpoint of a deployed model, which is asked what the record says that a model was asked. */
    model: z.string().min(1).optional(),
  })
  .refine(({ terms, policy, model }) => (terms ?? policy ?? model) !== undefined, {
    error: 'terms, policy or model: say what is to be supposed',
  })
  .refine(({ terms, policy }) => terms === undefined || policy === undefined, {
    error: 'terms and policy: say one of them',
  });
export type WhatIfAsked = z.infer<typeof WhatIfBody>;

/** How an event ended, or would have. Amounts in minor units. */
export const DecisionEnd = z.object({
  proposal: Proposal.pick({ source: true, by: true, amount: true, fallbackReason: true }).optional(),
  outcome: z.string(),
  reason: z.string(),
  /** The price that was decided on. */
  price: z.number().optional(),
  /** The price in force afterwards. */
  inForce: z.number().optional(),
});
export type DecisionEnd = z.infer<typeof DecisionEnd>;

/** What other terms or another model would have made of one event. */
export const DecisionWhatIf = z.object({
  eventId: z.string(),
  productId: z.string(),
  currency: z.string(),
  recorded: DecisionEnd,
  supposed: DecisionEnd,
  /** The same outcome at the same price. */
  same: z.boolean(),
  /** The guardrails that would have said something else, in their order. */
  guardrails: z.array(GuardrailDifference),
  /** What the record does not tell, and what was assumed, in sentences. */
  notes: z.array(z.string()),
});
export type DecisionWhatIf = z.infer<typeof DecisionWhatIf>;

/** They judge what was decided again, and change nothing. */
export const JUDGED_AGAIN_ROUTES = {
  'GET /events/:id/judged-again': {
    summary: 'Whether the record of an event leads to its decision',
    role: 'viewer',
    effect: 'view-evidence',
    audit: 'verify-decision',
    answer: DecisionCheck,
  },
  'POST /events/:id/what-if': {
    summary: 'What other terms or another model would have made of an event',
    role: 'viewer',
    effect: 'view-evidence',
    audit: 'what-if',
    body: WhatIfBody,
    answer: DecisionWhatIf,
  },
} satisfies Routes;

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
  /** `not-judged`: the record lacks inputs; the notes name them. */
  result: z.enum(['same', 'different', 'not-judged']),
  /** The first difference, in the order proposal, guardrails, decision. */
  difference: Difference.optional(),
  /** The guardrail whose answer differs. */
  guardrail: z.string().optional(),
  /** The versions of Pricewire that decided and that judged again. */
  code: z.object({ decided: z.string().optional(), now: z.string() }),
  /** Explanations of the result, and parts that were not judged again, as sentences. */
  notes: z.array(z.string()),
});
export type DecisionCheck = z.infer<typeof DecisionCheck>;

const WhatIfBody = z
  .strictObject({
    /** Terms that replace those of the policy. */
    terms: z.unknown().optional(),
    /** Replaces the terms by a version from the catalog. */
    policy: z.strictObject({ policyId: z.string().min(1), version: z.int().positive() }).optional(),
    /** The endpoint of a deployed model, to ask instead of the recorded one. */
    model: z.string().min(1).optional(),
  })
  .refine(({ terms, policy, model }) => (terms ?? policy ?? model) !== undefined, {
    error: 'terms, policy or model: at least one is needed',
  })
  .refine(({ terms, policy }) => terms === undefined || policy === undefined, {
    error: 'terms and policy: use only one of them',
  });
export type WhatIfAsked = z.infer<typeof WhatIfBody>;

/** An event's actual or supposed end. Amounts in minor units. */
export const DecisionEnd = z.object({
  proposal: Proposal.pick({ source: true, by: true, amount: true, fallbackReason: true }).optional(),
  outcome: z.string(),
  reason: z.string(),
  /** The decided price. */
  price: z.number().optional(),
  /** The price in force afterwards. */
  inForce: z.number().optional(),
});
export type DecisionEnd = z.infer<typeof DecisionEnd>;

/** The result of one event under other terms or another model. */
export const DecisionWhatIf = z.object({
  eventId: z.string(),
  productId: z.string(),
  currency: z.string(),
  recorded: DecisionEnd,
  supposed: DecisionEnd,
  /** Whether outcome and price are the same. */
  same: z.boolean(),
  /** The guardrails with another answer, in their order. */
  guardrails: z.array(GuardrailDifference),
  /** Data missing from the record, and assumptions, as sentences. */
  notes: z.array(z.string()),
});
export type DecisionWhatIf = z.infer<typeof DecisionWhatIf>;

/** These routes judge a decision again and change nothing. */
export const JUDGED_AGAIN_ROUTES = {
  'GET /events/:id/judged-again': {
    summary: 'Whether the record of an event leads to its decision',
    role: 'viewer',
    effect: 'view-evidence',
    audit: 'verify-decision',
    answer: DecisionCheck,
  },
  'POST /events/:id/what-if': {
    summary: 'The result of an event under other terms or another model',
    role: 'viewer',
    effect: 'view-evidence',
    audit: 'what-if',
    body: WhatIfBody,
    answer: DecisionWhatIf,
  },
} satisfies Routes;

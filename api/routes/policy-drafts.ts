import * as z from 'zod';
import { PolicyDraft } from '../../domain/policy/policy-versions.ts';
import { Why } from '../../domain/values/why.ts';
import { Nothing } from './fields.ts';
import type { Routes } from './route.ts';

/** Terms that wait for a second person, or the result. */
export const Draft = PolicyDraft.extend({
  policyId: z.string(),
  /** True, or why this person may not. */
  mayApprove: z.union([z.literal(true), z.string()]),
});
export type Draft = z.infer<typeof Draft>;

/** Newest first. */
const Drafts = z.object({ drafts: z.array(Draft) });

const NewDraft = z.strictObject({ terms: z.unknown(), why: Why });
export type NewDraft = z.infer<typeof NewDraft>;

/** Drafts go live when a second person approves them. */
export const DRAFT_ROUTES = {
  'GET /policy-drafts': {
    summary: 'Drafts of policies',
    role: 'viewer',
    effect: 'read',
    query: z.strictObject({ policy: z.string().min(1).optional() }),
    answer: Drafts,
  },
  'POST /policy-drafts': {
    summary: 'Create a draft of a policy for a second person',
    role: 'policy-owner',
    effect: 'write',
    audit: 'policy.draft',
    body: NewDraft,
    answer: Draft,
  },
  'POST /policy-drafts/:id/approve': {
    summary: "Approve another person's draft and put it in force",
    role: 'policy-owner',
    effect: 'write',
    asksTwice: true,
    audit: 'policy.approve',
    body: Nothing,
    answer: Draft,
  },
  'POST /policy-drafts/:id/withdraw': {
    summary: 'Withdraw a draft',
    role: 'policy-owner',
    effect: 'write',
    audit: 'policy.withdraw',
    body: Nothing,
    answer: Draft,
  },
} satisfies Routes;

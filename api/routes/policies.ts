import * as z from 'zod';
import { Trip } from '../../domain/decision/breaker.ts';
import { Mode, Policy, PolicyTerms } from '../../domain/policy/policy.ts';
import { VersionNote } from '../../domain/policy/policy-versions.ts';
import { Time } from '../../domain/values/time.ts';
import { Why } from '../../domain/values/why.ts';
import { Fault } from './fields.ts';
import { Held } from './products.ts';
import type { Routes } from './route.ts';

export const PolicyDetail = z.object({
  policyId: z.string(),
  version: z.int(),
  terms: PolicyTerms,
  /** The version in force and the mode, whichever version was requested. */
  inForce: z.object({ version: z.int(), mode: Mode, modeSince: Time.optional() }),
  /** The last trip of the policy's breaker. `tripped`: the policy is paused because of it. */
  trip: Trip.optional(),
  tripped: z.boolean(),
});
export type PolicyDetail = z.infer<typeof PolicyDetail>;

/** `problems`: the terms are refused. `warnings`: they are accepted, but do not have their apparent effect. */
export const PolicyCheck = z.object({
  valid: z.boolean(),
  problems: z.array(Fault),
  warnings: z.array(Fault),
});
export type PolicyCheck = z.infer<typeof PolicyCheck>;

export const PolicyPut = z.object({
  policyId: z.string(),
  version: z.int(),
  mode: Mode,
  repriced: z.int(),
  /** Products whose price stays whatever the terms, by reason. */
  held: Held,
  warnings: z.array(Fault),
});
export type PolicyPut = z.infer<typeof PolicyPut>;

export const ModeChange = z.object({
  policyId: z.string(),
  before: Mode,
  mode: Mode,
  repriced: z.int(),
  /** The audit log was not available; the entry is appended later. */
  auditedLater: z.literal(true).optional(),
  held: Held,
});
export type ModeChange = z.infer<typeof ModeChange>;

const ResumeResult = z.object({ resumed: z.array(ModeChange) });

/** A version of a policy with its author, who is unknown for versions put without a name. */
const PolicyVersion = VersionNote.omit({ draftId: true }).extend({ version: z.int() });

export const PolicyVersions = z.object({
  policyId: z.string(),
  /** The version in force. */
  inForce: z.int(),
  /** Newest first. */
  versions: z.array(PolicyVersion),
});
export type PolicyVersions = z.infer<typeof PolicyVersions>;

/** An event's actual or supposed end. */
export const WhatIfEnd = z.object({ outcome: z.string(), price: z.number().optional(), reason: z.string() });
export type WhatIfEnd = z.infer<typeof WhatIfEnd>;

/** The results of the policy's last decisions under a draft. Amounts in minor units. */
export const WhatIf = z.object({
  policyId: z.string(),
  /** The number and the times of the decisions judged again. */
  decisions: z.int(),
  since: z.string().optional(),
  until: z.string().optional(),
  /** Decisions with another outcome or price. */
  changed: z.int(),
  /** Left out: the record is incomplete or does not lead to its decision. */
  notReproduced: z.int(),
  /** Left out: made before contexts were recorded. */
  withoutContext: z.int(),
  outcomes: z.object({
    before: z.record(z.string(), z.int()),
    after: z.record(z.string(), z.int()),
  }),
  /** Over the decisions with a demand curve, by currency: at the price in force after each, in the time left then. */
  expectedProfit: z.array(
    z.object({ currency: z.string(), decisions: z.int(), before: z.number(), after: z.number() }),
  ),
  /** The first 100 changed decisions, newest first. */
  examples: z.array(
    z.object({
      eventId: z.string(),
      productId: z.string(),
      currency: z.string(),
      at: z.string(),
      before: WhatIfEnd,
      after: WhatIfEnd,
    }),
  ),
  /** Data missing from the records, and simplifications, as sentences. */
  approximations: z.array(z.string()),
});
export type WhatIf = z.infer<typeof WhatIf>;

/** Terms as a person wrote them, not yet validated: the check reports every wrong field, and fields that contradict each other. */
const Written = z.unknown();

export const POLICY_ROUTES = {
  'GET /policies': {
    summary: 'The policies in force',
    role: 'viewer',
    effect: 'read',
    answer: z.object({ policies: z.array(Policy) }),
  },
  'POST /policies/check': {
    summary: 'Problems and warnings of terms; stores nothing',
    role: 'viewer',
    effect: 'read',
    /** `products=false`: does not check the products of the policy, so that a form can check while a person types. */
    query: z.strictObject({ products: z.enum(['true', 'false']).default('true') }),
    body: Written,
    answer: PolicyCheck,
  },
  // It judges decisions again under the given terms and changes nothing.
  'POST /policies/what-if': {
    summary: "The results of a policy's last decisions under other terms",
    role: 'policy-owner',
    effect: 'view-evidence',
    audit: 'what-if',
    body: z.strictObject({ terms: Written, last: z.int().min(1).max(1000).default(200) }),
    answer: WhatIf,
  },
  'GET /policies/:id': {
    summary: 'A policy, or a version of it',
    role: 'viewer',
    effect: 'read',
    query: z.strictObject({
      version: z.coerce.number<number | string>().pipe(z.int().positive()).optional(),
    }),
    answer: PolicyDetail,
  },
  'PUT /policies/:id': {
    summary: 'Put a version of a policy in force, and reprice its products',
    role: 'policy-owner',
    effect: 'write',
    asksTwice: true,
    audit: 'put-policy',
    query: z
      .strictObject({
        breakGlass: z.literal('true').optional(),
        why: Why.optional(),
        /** Only for the first version; by default `shadow` if it uses the model and has no `goLive`. */
        mode: Mode.optional(),
      })
      .refine(({ breakGlass, why }) => breakGlass === undefined || why !== undefined, {
        error: 'why: is needed to put a version alone that needs two people',
      })
      .refine(({ mode, why }) => mode === undefined || why !== undefined, {
        error: 'why: is needed with a mode',
        path: ['why'],
      }),
    body: Written,
    answer: PolicyPut,
  },
  'GET /policies/:id/versions': {
    summary: 'The versions of a policy with their authors',
    role: 'viewer',
    effect: 'read',
    answer: PolicyVersions,
  },
  'POST /policies/:id/mode': {
    summary: 'Set the mode of a policy: live, shadow or paused',
    role: 'operator',
    effect: 'write',
    asksTwice: true,
    audit: 'set-mode',
    body: z.strictObject({ mode: Mode }),
    answer: ModeChange,
  },
  'POST /resume': {
    summary: 'Resume a paused policy; without an id, all that their breakers paused',
    role: 'operator',
    effect: 'write',
    asksTwice: true,
    audit: 'resume',
    body: z.strictObject({ policyId: z.string().min(1).max(100).optional() }),
    answer: ResumeResult,
  },
} satisfies Routes;

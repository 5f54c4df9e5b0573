import type { PolicyTerms } from '../../domain/policy.ts';

/** A version of a policy and who brought it about; `by` is unknown for what was put without a name. */
export interface PolicyVersion {
  version: number;
  putAt?: string;
  by?: string;
  /** The second person. */
  approvedBy?: string;
  why?: string;
}

export interface PolicyVersions {
  policyId: string;
  /** The version in force. */
  inForce: number;
  /** Newest first. */
  versions: PolicyVersion[];
}

/** Terms that wait for a second person, or what became of them. */
export interface Draft {
  draftId: string;
  policyId: string;
  terms: PolicyTerms;
  /** The version that was in force when it was written; 0 for a new policy. */
  basedOn: number;
  by: string;
  at: string;
  why: string;
  state: 'open' | 'live' | 'withdrawn';
  approvedBy?: string;
  decidedAt?: string;
  /** The version that it went live as. */
  version?: number;
  /** True, or why this person may not. */
  mayApprove: true | string;
}

export interface Drafts {
  /** Newest first. */
  drafts: Draft[];
}

/** POST /api/policy-drafts */
export interface NewDraft {
  terms: PolicyTerms;
  why: string;
}

/** How one event ended, or would have. */
export interface WhatIfEnd {
  outcome: string;
  price?: number;
  reason: string;
}

/** What a draft would have made of the policy's last decisions. Amounts in minor units. */
export interface WhatIf {
  policyId: string;
  /** How many decisions were judged again, and of which time. */
  decisions: number;
  since?: string;
  until?: string;
  /** Those whose outcome or price would have been another. */
  changed: number;
  /** Left out: judged again by the terms of then, what is kept of them does not lead to the decision of then. */
  notReproduced: number;
  outcomes: { before: Record<string, number>; after: Record<string, number> };
  /** Over the decisions with a demand curve, by currency; each at the price in force after it, in the time left then. */
  expectedProfit: { currency: string; decisions: number; before: number; after: number }[];
  /** The first 100 that would have changed, newest first. */
  examples: {
    eventId: string;
    productId: string;
    currency: string;
    at: string;
    before: WhatIfEnd;
    after: WhatIfEnd;
  }[];
  /** What could not be known from the evidence and was taken as it is now, in sentences. */
  approximations: string[];
}

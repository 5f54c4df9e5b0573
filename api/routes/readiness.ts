import * as z from 'zod';
import { Readiness } from '../../domain/decision/readiness.ts';
import { ProductId } from '../../domain/product/product.ts';
import { Why } from '../../domain/values/why.ts';
import type { Routes } from './route.ts';

const Kind = z.enum(['live', 'watching']);

const StandingChange = z.union(
  [
    z.strictObject({ productIds: z.array(ProductId).min(1).max(1000), kind: Kind, why: Why }),
    z.strictObject({ policyId: z.string().min(1).max(100), kind: Kind, why: Why }),
  ],
  {
    error:
      'must be {"productIds": [1 to 1000 product ids]} or {"policyId": …}, with kind (live, watching) and why',
  },
);
export type StandingChange = z.infer<typeof StandingChange>;

const StandingResult = z.object({
  kind: Kind,
  changed: z.int(),
  /** Products that had this standing already, have no price yet, or whose policy keeps no standings. */
  unchanged: z.int(),
});
export type StandingResult = z.infer<typeof StandingResult>;

export const READINESS_ROUTES = {
  'GET /readiness': {
    summary: "What the model's prices would do, and do, compared with sales, by policy",
    role: 'viewer',
    effect: 'read',
    query: z.strictObject({ policyId: z.string().min(1).max(100).optional() }),
    answer: z.object({ policies: z.array(Readiness) }),
  },
  'POST /standing': {
    summary: 'Let products go live, or have them watched again',
    role: 'operator',
    effect: 'write',
    asksTwice: true,
    audit: 'set-standing',
    body: StandingChange,
    answer: StandingResult,
  },
} satisfies Routes;

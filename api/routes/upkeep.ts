import * as z from 'zod';
import { PersonName } from '../../domain/people/person-name.ts';
import { ProductId } from '../../domain/product/product.ts';
import {
  RebuildProgress,
  Reconciliation,
  RollbackStep,
  RollbackTotal,
  Verified,
  VerifyLine,
} from '../../domain/record/upkeep-lines.ts';
import { Time } from '../../domain/values/time.ts';
import { Why } from '../../domain/values/why.ts';
import { Nothing } from './fields.ts';
import type { Routes } from './route.ts';

export type {
  MissingEvent,
  RebuildProgress,
  ReplayProgress,
  RollbackStep,
  Verified,
} from '../../domain/record/upkeep-lines.ts';

export const RolledBack = RollbackTotal.extend({ since: z.string(), dryRun: z.boolean() });
export type RolledBack = z.infer<typeof RolledBack>;

const RollbackBody = z
  .strictObject({
    since: Time,
    productIds: z.array(ProductId).min(1).max(1000).optional(),
    policyId: z.string().min(1).max(100).optional(),
    dryRun: z.boolean().default(false),
    /** The person for whom a script asks. */
    by: PersonName.optional(),
    why: Why.optional(),
  })
  .refine(({ productIds, policyId }) => productIds === undefined || policyId === undefined, {
    error: 'name products or a policy, not both',
    path: ['policyId'],
  });

export const Reconciled = z.object({
  /** Checked accepted events. */
  checked: z.int(),
  /** Events without a ledger row. */
  missing: z.int(),
  /** Started events among these. */
  started: z.int(),
});
export type Reconciled = z.infer<typeof Reconciled>;

/** Long jobs, which stream their answers as lines. */
export const UPKEEP_ROUTES = {
  'POST /rollback': {
    summary: 'Put the prices of an earlier time in force again',
    role: 'operator',
    effect: 'write',
    asksTwice: true,
    audit: 'rollback',
    body: RollbackBody,
    line: RollbackStep,
    done: RolledBack,
  },
  'GET /cache/verify': {
    summary: 'Compare Redis with the record, and the record with the ledger',
    role: 'operator',
    effect: 'read',
    line: VerifyLine,
    done: Verified,
  },
  'POST /cache/rebuild': {
    summary: 'Publish every price in force that Redis lacks or has wrong',
    role: 'operator',
    effect: 'write',
    asksTwice: true,
    audit: 'rebuild-cache',
    body: Nothing,
    line: RebuildProgress,
    done: RebuildProgress,
  },
  'POST /archive/reconcile': {
    summary: 'Start accepted events that are not in the ledger',
    role: 'operator',
    effect: 'write',
    asksTwice: true,
    audit: 'reconcile-archive',
    body: z.strictObject({ since: Time, dryRun: z.boolean().default(false) }),
    line: Reconciliation,
    done: Reconciled,
  },
} satisfies Routes;

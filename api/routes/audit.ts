import * as z from 'zod';
import { AuditEntry, AuditHead } from '../../domain/people/audit.ts';
import { Time } from '../../domain/values/time.ts';
import { Cursor, inOrder, limitUpTo, Nothing } from './fields.ts';
import type { Routes } from './route.ts';

export type { AuditEntry, AuditHead } from '../../domain/people/audit.ts';

const AuditPage = z.object({
  /** Newest first. */
  entries: z.array(AuditEntry),
  next: z.string().optional(),
});

export const AuditDays = z.object({
  /** Newest first. */
  days: z.array(AuditHead),
  /** Entries of older days are deleted; their heads are kept. Absent: never. */
  retentionDays: z.number().optional(),
});
export type AuditDays = z.infer<typeof AuditDays>;

/** `anchored`: the entries so far were counted and signed now; false if they already were. */
const AuditAnchored = z.object({ anchored: z.boolean() });

export const AuditVerification = z.object({
  ok: z.boolean(),
  /** The number of checked entries. */
  entries: z.int(),
  /** The first problem. */
  problem: z.string().optional(),
});
export type AuditVerification = z.infer<typeof AuditVerification>;

const word = z.string().min(1).max(500).optional();
const FILTER_FIELDS = {
  since: Time.optional(),
  until: Time.optional(),
  /** An action, or a prefix that ends in a point: `review.` */
  action: word,
  by: word,
  product: word,
  guardrail: word,
};

export const AUDIT_ROUTES = {
  'GET /audit': {
    summary: 'Entries of the audit log, newest first',
    role: 'auditor',
    effect: 'read',
    query: inOrder(z.strictObject({ ...FILTER_FIELDS, cursor: Cursor, limit: limitUpTo(500, 100) })),
    answer: AuditPage,
  },
  'GET /audit/days': {
    summary: 'The signed ends of the days',
    role: 'auditor',
    effect: 'read',
    query: z.strictObject({ limit: limitUpTo(4000, 400) }),
    answer: AuditDays,
  },
  'GET /audit/verify': {
    summary: 'Verify the log',
    role: 'auditor',
    effect: 'read',
    query: z.strictObject({ day: z.iso.date().optional() }),
    answer: AuditVerification,
  },
  'GET /audit/export': {
    summary: 'The entries as a file; only JSONL can be verified',
    role: 'auditor',
    effect: 'view-evidence',
    audit: 'export-audit',
    query: inOrder(z.strictObject({ ...FILTER_FIELDS, format: z.enum(['csv', 'jsonl']).default('jsonl') })),
    file: ['text/csv', 'application/x-ndjson'],
  },
  'POST /audit/anchor': {
    summary: 'Count and sign the entries so far',
    role: 'auditor',
    effect: 'write',
    asksTwice: true,
    audit: 'audit.anchor',
    body: Nothing,
    answer: AuditAnchored,
  },
} satisfies Routes;

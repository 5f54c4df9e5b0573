import * as z from 'zod';
import { Time } from '../values/time.ts';
import { PolicyTerms } from './policy.ts';

/** Who created a version, and why. */
export const VersionNote = z.object({
  by: z.string().optional(),
  /** The second person. */
  approvedBy: z.string().optional(),
  putAt: Time.optional(),
  why: z.string().optional(),
  /** The draft from which the version was made. */
  draftId: z.string().optional(),
  /** One person put the version although two were required. */
  brokeGlass: z.literal(true).optional(),
});
export type VersionNote = z.infer<typeof VersionNote>;

/** Terms that wait for a second person, or the result. The terms never change. */
export const PolicyDraft = z.object({
  draftId: z.string(),
  terms: PolicyTerms,
  /** The version in force when the draft was written; 0 for a new policy. */
  basedOn: z.int().nonnegative(),
  by: z.string(),
  at: Time,
  why: z.string(),
  state: z.enum(['open', 'live', 'withdrawn']),
  approvedBy: z.string().optional(),
  decidedAt: Time.optional(),
  /** The version number under which it went live. */
  version: z.int().optional(),
});
export type PolicyDraft = z.infer<typeof PolicyDraft>;

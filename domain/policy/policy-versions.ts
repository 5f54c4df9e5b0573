import * as z from 'zod';
import { Time } from '../values/time.ts';
import { PolicyTerms } from './policy.ts';

/** Who brought a version about, and why. */
export const VersionNote = z.object({
  by: z.string().optional(),
  /** The second person. */
  approvedBy: z.string().optional(),
  putAt: Time.optional(),
  why: z.string().optional(),
  /** The draft that it was. */
  draftId: z.string().optional(),
  /** One person put it where it takes two. */
  brokeGlass: z.literal(true).optional(),
});
export type VersionNote = z.infer<typeof VersionNote>;

/** Terms that wait for a second person, or what became of them. The terms never change. */
export const PolicyDraft = z.object({
  draftId: z.string(),
  terms: PolicyTerms,
  /** The version that was in force when it was written; 0 for a new policy. */
  basedOn: z.int().nonnegative(),
  by: z.string(),
  at: Time,
  why: z.string(),
  state: z.enum(['open', 'live', 'withdrawn']),
  approvedBy: z.string().optional(),
  decidedAt: Time.optional(),
  /** The version that it went live as. */
  version: z.int().optional(),
});
export type PolicyDraft = z.infer<typeof PolicyDraft>;

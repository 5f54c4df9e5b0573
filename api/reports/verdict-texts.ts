import type { TrailEntry } from '../../domain/guardrails/trail.ts';

/** What a guardrail did, in words for an outsider. */
export const VERDICT_TEXTS: Record<TrailEntry['verdict'], string> = {
  pass: 'Let it through',
  clamp: 'Changed it',
  yield: 'Gave way to a stronger bound',
  hold: 'Kept the price in force',
  reject: 'Rejected it',
  skipped: 'Does not apply to what a person asks for',
};

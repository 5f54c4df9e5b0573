import type { Retention } from '../adapters/retention.ts';
import type { Config } from './config.ts';

/** Days that a row outlives its event in the archive: far more than clock differences and late deletions. */
const MARGIN_DAYS = 7;
/** A rejection needs its evidence until it is reviewed and its release is ordered. */
const REVIEW_DAYS = 30;

/** The stage's retention in days, in the format of the tasks. Throws RangeError where it would break a promise. */
export function retentionDays({ retention, archiveRetention }: Config): Required<Retention> {
  const { rows, heldEvidence, evidence } = retention;
  const days = { rows: rows.toDays(), heldEvidence: heldEvidence.toDays(), evidence: evidence.toDays() };
  const atLeast = (part: keyof Retention, least: number, why: string): void => {
    if (days[part] < least)
      throw new RangeError(`retention.${part} is ${days[part]} days; ${why} needs ${least}`);
  };
  atLeast(
    'rows',
    archiveRetention.toDays() + MARGIN_DAYS,
    'the archive, whose events without a row are started again,',
  );
  atLeast('evidence', REVIEW_DAYS, 'the review of a rejection');
  atLeast('heldEvidence', 1, 'an explanation of a held event');
  for (const part of ['heldEvidence', 'evidence'] as const)
    if (days[part] > days.rows)
      throw new RangeError(`retention.${part} is ${days[part]} days, but its row expires after ${days.rows}`);
  return days;
}

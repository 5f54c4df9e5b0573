import type { PolicyTerms } from '../policy/policy.ts';
import { type PolicyWarning, warnIf } from './warning.ts';

/** Bands that contain no price. */
export function bandProblems({ guardrails }: PolicyTerms): PolicyWarning[] {
  const { lowest, highest } = guardrails.priceBand ?? {};
  return warnIf(
    lowest !== undefined && highest !== undefined && lowest > highest,
    'guardrails.priceBand',
    `is empty: at least ${lowest}, at most ${highest}; every price would be rejected`,
  );
}

/** Proposed prices outside the band, including the list price. */
export function bandWarnings({ model, guardrails }: PolicyTerms): PolicyWarning[] {
  const band = guardrails.priceBand?.percentOfList;
  const candidates = model.percentOfList;
  return [
    ...warnIf(
      band !== undefined && (band.lowest > 100 || band.highest < 100),
      'guardrails.priceBand.percentOfList',
      `leaves out the list price itself: every product starts at ${band?.lowest}% to ${band?.highest}% of it`,
    ),
    ...warnIf(
      model.use &&
        band !== undefined &&
        (candidates.lowest > band.highest || candidates.highest < band.lowest),
      'model.percentOfList',
      `lies outside guardrails.priceBand, ${band?.lowest}% to ${band?.highest}% of list: the model will never be asked`,
    ),
  ];
}

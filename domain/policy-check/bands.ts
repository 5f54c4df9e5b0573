import type { PolicyTerms } from '../policy.ts';
import { type PolicyWarning, warnIf } from './warning.ts';

/** Bands without a price in them, and prices asked for outside the band. */
export function bandWarnings({ model, guardrails }: PolicyTerms): PolicyWarning[] {
  const { lowest, highest, percentOfList: band } = guardrails.priceBand ?? {};
  const candidates = model.percentOfList;
  return [
    ...warnIf(
      lowest !== undefined && highest !== undefined && lowest > highest,
      'guardrails.priceBand',
      `is empty: at least ${lowest}, at most ${highest}; every price will be rejected`,
    ),
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

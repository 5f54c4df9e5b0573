import type { PolicyTerms } from '../policy/policy.ts';
import { type PolicyWarning, warnIf } from './warning.ts';

/** Emergency caps that never apply, and caps that share frozen prices. */
export const capWarnings = ({ guardrails: { emergencyCaps } }: PolicyTerms): PolicyWarning[] =>
  emergencyCaps.flatMap(({ id, regions }, index) => {
    const at = `guardrails.emergencyCaps.${index}`;
    const first = emergencyCaps.findIndex((cap) => cap.id === id);
    return [
      ...warnIf(
        regions?.length === 0,
        `${at}.regions`,
        'has no effect: its list of regions is empty; leave out regions for everywhere',
      ),
      ...warnIf(
        first < index,
        `${at}.id`,
        `is also the id of emergencyCaps.${first}: they share one frozen price`,
      ),
    ];
  });

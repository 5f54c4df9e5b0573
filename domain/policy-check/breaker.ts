import type { PolicyTerms } from '../policy/policy.ts';
import { type PolicyWarning, warnIf } from './warning.ts';

/** Breakers that can't trip, because no price can move that far. */
export function breakerWarnings({ breaker, guardrails }: PolicyTerms): PolicyWarning[] {
  const { percent, hours } = guardrails.windowBand ?? {};
  if (breaker === undefined || percent === undefined || hours === undefined) return [];
  return warnIf(
    breaker.windowHours <= hours && breaker.movePercent >= percent,
    'breaker.movePercent',
    `trips by no ordinary event: guardrails.windowBand lets no price move by more than ${percent}% within ${hours} h`,
  );
}

import type { PolicyTerms } from '../policy/policy.ts';
import { type PolicyWarning, warnIf } from './warning.ts';

/** Bounds for scarce stock that widen nothing. */
export function scarceWarnings({ model, guardrails }: PolicyTerms): PolicyWarning[] {
  const { whenScarce, priceBand, maxStep, windowBand } = guardrails;
  if (whenScarce === undefined) return [];
  const { highestPercentOfList: highest, stepRaisePercent, windowRaisePercent } = whenScarce;
  const band = priceBand?.percentOfList?.highest;
  const at = 'guardrails.whenScarce';
  return [
    ...warnIf(
      band === undefined,
      `${at}.highestPercentOfList`,
      'widens no band: there is no guardrails.priceBand.percentOfList',
    ),
    ...warnIf(
      band !== undefined && highest <= band,
      `${at}.highestPercentOfList`,
      `widens no band: guardrails.priceBand allows ${band}% of list anyway`,
    ),
    ...warnIf(
      model.use && band !== undefined && highest > band && highest < model.percentOfList.highest,
      'model.percentOfList.highest',
      `is above ${at}, ${highest}%: the model is never asked about the prices beyond`,
    ),
    ...raiseWarnings(`${at}.stepRaisePercent`, stepRaisePercent, 'maxStep', maxStep?.percent),
    ...raiseWarnings(`${at}.windowRaisePercent`, windowRaisePercent, 'windowBand', windowBand?.percent),
  ];
}

function raiseWarnings(
  at: string,
  raise: number | undefined,
  guardrail: string,
  usual: number | undefined,
): PolicyWarning[] {
  if (raise === undefined || (usual !== undefined && raise > usual)) return [];
  return warnIf(
    true,
    at,
    usual === undefined
      ? `has no effect: there is no guardrails.${guardrail}`
      : `has no effect: guardrails.${guardrail} allows ${usual}% anyway`,
  );
}

import type { PolicyTerms } from '../policy/policy.ts';
import { type PolicyWarning, warnIf } from './warning.ts';

/** Limits on moves that cancel each other. */
export function stepWarnings({ guardrails }: PolicyTerms): PolicyWarning[] {
  const step = guardrails.maxStep?.percent;
  const window = guardrails.windowBand?.percent;
  const dead = guardrails.deadBand?.percent;
  const jump = guardrails.reviewJump?.ofPriceInForcePercent;
  const smallest = Math.min(step ?? Number.POSITIVE_INFINITY, window ?? Number.POSITIVE_INFINITY);
  return [
    ...warnIf(
      guardrails.outOfBand !== undefined && step === undefined && window === undefined,
      'guardrails.outOfBand',
      'has no effect: without guardrails.maxStep and guardrails.windowBand there is no step that is too long',
    ),
    ...warnIf(
      dead !== undefined && dead > smallest,
      'guardrails.deadBand.percent',
      `holds every change below ${dead}%, and no change may be larger than ${smallest}%: no proposal will ever move a price`,
    ),
    ...warnIf(
      step !== undefined && window !== undefined && step > window,
      'guardrails.maxStep.percent',
      `never binds: guardrails.windowBand allows ${window}% at most`,
    ),
    ...warnIf(
      jump !== undefined && step !== undefined && jump < step,
      'guardrails.reviewJump.ofPriceInForcePercent',
      `sends changes to review that guardrails.maxStep allows, up to ${step}%`,
    ),
  ];
}

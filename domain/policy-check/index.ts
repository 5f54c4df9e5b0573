import type { PolicyTerms } from '../policy/policy.ts';
import { bandProblems, bandWarnings } from './bands.ts';
import { breakerWarnings } from './breaker.ts';
import { capWarnings } from './caps.ts';
import { keepPriceWarnings } from './keep-price.ts';
import { modelWarnings } from './model.ts';
import { reviewWarnings } from './review.ts';
import { ruleWarnings } from './rules.ts';
import { scarceWarnings } from './scarce.ts';
import { stepWarnings } from './steps.ts';
import type { PolicyWarning } from './warning.ts';

const CHECKS = [
  modelWarnings,
  bandWarnings,
  ruleWarnings,
  keepPriceWarnings,
  reviewWarnings,
  stepWarnings,
  scarceWarnings,
  capWarnings,
  breakerWarnings,
];

/** Contradictions that leave no price for any product; such terms are refused. */
export const policyProblems = (terms: PolicyTerms): PolicyWarning[] => bandProblems(terms);

/** Valid terms that contradict each other or have no effect. */
export const policyWarnings = (terms: PolicyTerms): PolicyWarning[] =>
  CHECKS.flatMap((check) => check(terms));

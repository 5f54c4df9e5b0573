import type { PolicyTerms } from '../policy/policy.ts';
import { bandProblems, bandWarnings } from './bands.ts';
import { breakerWarnings } from './breaker.ts';
import { capWarnings } from './caps.ts';
import { modelWarnings } from './model.ts';
import { reviewWarnings } from './review.ts';
import { ruleWarnings } from './rules.ts';
import { stepWarnings } from './steps.ts';
import type { PolicyWarning } from './warning.ts';

const CHECKS = [
  modelWarnings,
  bandWarnings,
  ruleWarnings,
  reviewWarnings,
  stepWarnings,
  capWarnings,
  breakerWarnings,
];

/** Where terms contradict each other so that no product could be priced by them: they are refused. */
export const policyProblems = (terms: PolicyTerms): PolicyWarning[] => bandProblems(terms);

/** Where valid terms contradict themselves, or say something that can never happen. */
export const policyWarnings = (terms: PolicyTerms): PolicyWarning[] =>
  CHECKS.flatMap((check) => check(terms));

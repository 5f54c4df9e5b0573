import type { PolicyTerms } from '../policy.ts';
import { bandWarnings } from './bands.ts';
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

/** Where valid terms contradict themselves, or say something that can never happen. */
export const policyWarnings = (terms: PolicyTerms): PolicyWarning[] =>
  CHECKS.flatMap((check) => check(terms));

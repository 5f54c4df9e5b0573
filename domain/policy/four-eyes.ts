import { lookOf } from '../people/person-name.ts';
import { comparePercent } from '../values/money.ts';
import { type PolicyTerms, type ReviewSettings, reviewSettings } from './policy.ts';

/** The people involved in a rejection before its release. */
export interface Involved {
  /** Those who asked for the rejected price. */
  askedBy: readonly string[];
  /** Those who wrote or approved the policy version that judged it, or a later one. */
  policyBy: readonly string[];
  /** The first of two people who release it. */
  requestedBy?: string | undefined;
}

export type ReleasePath = 'release' | 'request' | 'confirm';

/** True, or the reason against it as a sentence. */
export type May = true | string;

/**
 * Whether this person may release a rejected price: alone (`release`), as the first of two people (`request`) or as the
 * second (`confirm`). A person can't release a price that they asked for or that their own policy judged, nor confirm their
 * own request.
 */
export function mayRelease(person: string, path: ReleasePath, involved: Involved): May {
  if (isAmong(person, involved.askedBy))
    return 'You asked for this price, so another person has to release it.';
  if (isAmong(person, involved.policyBy))
    return 'You wrote or approved the policy that judged it, or a later version, so another person has to release it.';
  if (path !== 'confirm') return true;
  if (involved.requestedBy === undefined) return 'Nobody has asked for its release yet.';
  return isAmong(person, [involved.requestedBy])
    ? 'You asked for the release, so another person has to confirm it.'
    : true;
}

/** Whether this person may approve the draft of a policy. */
export const mayApprove = (person: string, { by }: { by: string }): May =>
  isAmong(person, [by]) ? 'You wrote the draft, so another person has to approve it.' : true;

/** Whether a release at `amount` needs a second person. If changes are limited, a product's first price always does. */
export function takesTwo(
  { amount: most, changePercent }: ReviewSettings['secondPersonAbove'],
  amount: number,
  inForce: number | undefined,
): boolean {
  if (most !== undefined && amount > most) return true;
  if (changePercent === undefined) return false;
  return inForce === undefined || comparePercent(Math.abs(amount - inForce), inForce, changePercent) > 0;
}

/**
 * Whether putting one of these versions needs a second person: if either version limits what one person may release. Terms
 * can move more prices, and further, than any release.
 */
export const versionTakesTwo = (...versions: Pick<PolicyTerms, 'review'>[]): boolean =>
  versions.some((each) => Object.keys(reviewSettings(each).secondPersonAbove).length > 0);

/** Whether the person may be one of `others`, also by a name that looks the same. Use it only to refuse, never to grant. */
export const isAmong = (person: string, others: readonly string[]): boolean =>
  others.some((other) => lookOf(other) === lookOf(person));

import { lookOf } from '../people/person-name.ts';
import { comparePercent } from '../values/money.ts';
import { type PolicyTerms, type ReviewSettings, reviewSettings } from './policy.ts';

/** Who has had a hand in what a release is about. */
export interface Involved {
  /** Who asked for the price that was rejected. */
  askedBy: readonly string[];
  /** Who wrote or approved the policy that judged it, or one that came after it until now. */
  policyBy: readonly string[];
  /** The first of two people who release it. */
  requestedBy?: string | undefined;
}

export type ReleasePath = 'release' | 'request' | 'confirm';

/** True, or why not, as a sentence. */
export type May = true | string;

/**
 * Whether this person may release a rejected price: alone (`release`), as first of two people (`request`) or second (`confirm`).
 * A person can't release a price that they asked for or that was judged by their own policy, nor confirm their own request.
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

/** Whether this person may let the draft of a policy go live. */
export const mayApprove = (person: string, { by }: { by: string }): May =>
  isAmong(person, [by]) ? 'You wrote the draft, so another person has to approve it.' : true;

/** Whether a release at `amount` takes a second person; a product's first price always does where a change is limited. */
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
 * Whether another version of a policy takes a second person: where what one person may release is limited, by the version in
 * force or by the new one. Terms can move more prices, and further, than any release.
 */
export const versionTakesTwo = (...versions: Pick<PolicyTerms, 'review'>[]): boolean =>
  versions.some((each) => Object.keys(reviewSettings(each).secondPersonAbove).length > 0);

/**
 * Whether somebody may be one of these: a name that can't be told from another one is no second person. For what it bars, never
 * for what it grants.
 */
export const isAmong = (person: string, others: readonly string[]): boolean =>
  others.some((other) => lookOf(other) === lookOf(person));

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
 * Whether this person may let a rejected price through: by their own word (`release`), as the first of two (`request`), or
 * as the second (`confirm`). Nobody lets through what they asked for, judges by rules that they made, or is two people.
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

/** Whether somebody is one of these, however the name is written: an id in capitals is no other person. */
export const isAmong = (person: string, others: readonly string[]): boolean =>
  others.some((other) => sameName(other) === sameName(person));

const sameName = (name: string): string => name.normalize('NFKC').trim().toLowerCase();

import type { Circumstances } from './circumstances.ts';
import { type Decision, decide } from './decision.ts';
import { expectedAt } from './expected-at.ts';
import type { Policy, PolicyTerms } from './policy.ts';
import type { Proposal } from './proposal.ts';
import { proposeByRules } from './rules.ts';

/** A decision that was made, and what is known of how it came about. */
export interface PastDecision {
  /** As it was judged on, with the terms of then. */
  on: Circumstances;
  proposal?: Proposal | undefined;
  decision: Decision;
}

/** What other terms would have made of it. */
export interface Rejudged {
  after: Decision;
  /** Minor units, where the model told the demand; of the price in force after each. */
  expectedProfit?: { before: number; after: number };
}

/**
 * Judges a decision again by other terms. Undefined where judging it by its own terms does not lead to what was decided: what
 * is kept of it says too little then, and a difference would mean nothing.
 */
export function rejudge(past: PastDecision, terms: PolicyTerms): Rejudged | undefined {
  const { on, proposal, decision } = past;
  if (!isSame(decide(on, proposal), decision)) return undefined;
  const policy: Policy = { ...on.policy, ...terms, version: on.policy.version, mode: on.policy.mode };
  const after = decide({ ...on, policy }, proposalUnder({ ...on, policy }, past));
  const expectedProfit = proposal && profits(proposal, priceAfter(decision), priceAfter(after));
  return { after, ...(expectedProfit ? { expectedProfit } : {}) };
}

/** The same outcome, at the same price. */
export const isSame = (a: Decision, b: Decision): boolean => a.outcome === b.outcome && a.price === b.price;

/** Whether the rules of these terms can be asked again: one of them goes by sales that are not kept. */
export const rulesCanBeAsked = (terms: Pick<PolicyTerms, 'rules'>): boolean =>
  terms.rules.every(({ kind }) => kind !== 'run-out');

// What the model said stands; what rules said is asked anew where they need no more than the stock.
function proposalUnder(on: Circumstances, { proposal, on: then }: PastDecision): Proposal | undefined {
  if (proposal?.source !== 'rules') return proposal;
  if (!rulesCanBeAsked(on.policy) || !rulesCanBeAsked(then.policy)) return proposal;
  return proposeByRules(on, proposal.fallbackReason);
}

const priceAfter = ({ outcome, price, priceBefore }: Decision): number | undefined =>
  outcome === 'priced' ? price : priceBefore;

function profits(proposal: Proposal, before: number | undefined, after: number | undefined) {
  if (before === undefined || after === undefined) return undefined;
  const [one, other] = [expectedAt(proposal, before), expectedAt(proposal, after)];
  return one && other && { before: one.profit, after: other.profit };
}

import type { Rule } from '../policy/policy.ts';

/** The prices that a rule can propose, as percentages of the list price; for a range, its ends. */
export function asksOf(rule: Rule): number[] {
  // It proposes no price of its own.
  if (rule.kind === 'keep-price') return [];
  if (rule.kind === 'low-stock') return [100 + rule.raisePercent];
  if (rule.kind === 'overstock') return [100 - rule.discountPercent];
  return [rule.percentOfList.lowest, rule.percentOfList.highest];
}

import type { PolicyTerms, Rule } from '../policy/policy.ts';
import { asksOf } from './asks.ts';
import { type PolicyWarning, warnIf } from './warning.ts';

/** Rules that never apply, and rules whose price the band always changes. */
export function ruleWarnings({ rules, guardrails }: PolicyTerms): PolicyWarning[] {
  const band = guardrails.priceBand?.percentOfList;
  return rules.flatMap((rule, index) => [
    ...neverApplies(rule, index, rules.slice(0, index)),
    ...(band ? asksOf(rule) : []).flatMap((percent) =>
      warnIf(
        band !== undefined && (percent < band.lowest || percent > band.highest),
        `rules.${index}`,
        `asks for ${percent}% of list, outside guardrails.priceBand: ${band?.lowest}% to ${band?.highest}%`,
      ),
    ),
  ]);
}

function neverApplies(rule: Rule, index: number, earlier: Rule[]): PolicyWarning[] {
  const [from, to] = stockOf(rule);
  const at = `rules.${index}`;
  if (from > to) return [{ at, message: 'can never apply: a product without stock is not priced' }];
  const covers = earlier.findIndex((each) => covered(rule, each));
  if (covers >= 0) return [{ at, message: `can never apply: rules.${covers} comes first and covers it` }];
  // Overlapping low-stock and overstock rules cover every stock, so no later rule applies.
  const upTo = Math.max(
    0,
    ...earlier.flatMap((each) => (each.kind === 'low-stock' ? [stockOf(each)[1]] : [])),
  );
  const above = Math.min(
    Number.POSITIVE_INFINITY,
    ...earlier.flatMap((each) => (each.kind === 'overstock' ? [stockOf(each)[0]] : [])),
  );
  return warnIf(upTo + 1 >= above, at, 'can never apply: the rules before it leave no stock over');
}

/** The range of stock for which a rule applies, both ends included. */
function stockOf(rule: Rule): [from: number, to: number] {
  if (rule.kind === 'low-stock') return [1, rule.below - 1];
  if (rule.kind === 'overstock') return [rule.above + 1, Number.POSITIVE_INFINITY];
  return [1, rule.kind === 'run-out' ? rule.atMost : Number.POSITIVE_INFINITY];
}

// A run-out rule also requires a running sale and enough sales, and keep-price a recent answer of the model. Each covers only
// rules of its kind with the same requirements.
function covered(rule: Rule, by: Rule): boolean {
  const [from, to] = stockOf(rule);
  const [byFrom, byTo] = stockOf(by);
  if (from < byFrom || to > byTo) return false;
  if (by.kind === 'keep-price') return rule.kind === 'keep-price' && rule.forMinutes <= by.forMinutes;
  return by.kind !== 'run-out' || (rule.kind === 'run-out' && rule.minimumHours >= by.minimumHours);
}

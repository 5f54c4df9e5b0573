import type { Decision } from '../../../domain/decision.ts';
import type { PolicyTerms } from '../../../domain/policy.ts';
import { isSame, type Rejudged, rejudge, rulesCanBeAsked } from '../../../domain/what-if.ts';
import type { WhatIf, WhatIfEnd } from '../../contract/policies.ts';
import type { Found } from './last-decisions.ts';

const EXAMPLES = 100;

/** What these terms would have made of the decisions, each by itself. */
export function whatIf(terms: PolicyTerms, found: readonly Found[]): WhatIf {
  const judged = found.flatMap(({ row, past }) => {
    const rejudged = rejudge(past, terms);
    return rejudged === undefined ? [] : [{ row, past, rejudged }];
  });
  const changed = judged.filter(({ past, rejudged }) => !isSame(past.decision, rejudged.after));
  const times = judged.map(({ past }) => past.decision.decidedAt).sort();
  const [since, until] = [times[0], times.at(-1)];
  return {
    policyId: terms.policyId,
    decisions: judged.length,
    ...(since === undefined || until === undefined ? {} : { since, until }),
    changed: changed.length,
    notReproduced: found.length - judged.length,
    outcomes: {
      before: counted(judged.map(({ past }) => past.decision)),
      after: counted(judged.map(({ rejudged }) => rejudged.after)),
    },
    expectedProfit: profits(judged),
    examples: changed.slice(0, EXAMPLES).map(({ row, past: { on, decision }, rejudged }) => ({
      eventId: row.eventId,
      productId: on.product.productId,
      currency: on.product.currency,
      at: decision.decidedAt,
      before: endOf(decision),
      after: endOf(rejudged.after),
    })),
    approximations: approximations(terms, found),
  };
}

const counted = (decisions: Decision[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { outcome } of decisions) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
};

const endOf = ({ outcome, price, reason }: Decision): WhatIfEnd => ({
  outcome,
  reason,
  ...(price === undefined ? {} : { price }),
});

function profits(judged: { past: Found['past']; rejudged: Rejudged }[]): WhatIf['expectedProfit'] {
  const byCurrency = new Map<string, WhatIf['expectedProfit'][number]>();
  for (const { past, rejudged } of judged) {
    const { expectedProfit } = rejudged;
    if (expectedProfit === undefined) continue;
    const { currency } = past.on.product;
    const sum = byCurrency.get(currency) ?? { currency, decisions: 0, before: 0, after: 0 };
    sum.decisions += 1;
    sum.before += expectedProfit.before;
    sum.after += expectedProfit.after;
    byCurrency.set(currency, sum);
  }
  return [...byCurrency.values()].map((sum) => ({
    ...sum,
    before: Math.round(sum.before),
    after: Math.round(sum.after),
  }));
}

function approximations(terms: PolicyTerms, found: readonly Found[]): string[] {
  const policies = found.map(({ past }) => past.on.policy);
  const differ = (of: (each: PolicyTerms) => unknown) =>
    policies.some((each) => JSON.stringify(of(each)) !== JSON.stringify(of(terms)));
  return [
    'Each decision is judged by itself, on the price that was in force then; what a change would have led to next is not followed.',
    'Costs, list prices and bounds of the products are those of today.',
    ...(differ(({ model }) => model)
      ? ['What the model proposed stands, though other model settings might have led it to another proposal.']
      : []),
    ...(differ(({ rules }) => rules) && ![terms, ...policies].every(rulesCanBeAsked)
      ? ['What the rules proposed stands, since a run-out rule goes by sales that are not kept.']
      : []),
    ...(differ(({ breaker }) => breaker) ? ['The breaker is not asked.'] : []),
  ];
}

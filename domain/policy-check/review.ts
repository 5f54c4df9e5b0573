import type { PolicyTerms } from '../policy/policy.ts';
import { asksOf } from './asks.ts';
import { type PolicyWarning, warnIf } from './warning.ts';

/** Changes that the policy proposes itself and then sends to review. */
export function reviewWarnings(terms: PolicyTerms): PolicyWarning[] {
  const { ofListPercent, ofPriceInForcePercent } = terms.guardrails.reviewJump ?? {};
  const asks = terms.rules.flatMap((rule, index) =>
    asksOf(rule).map((percent) => ({ by: `rules.${index}`, percent })),
  );
  const offList = asks.toSorted((a, b) => fromList(b.percent) - fromList(a.percent))[0];
  const largest = largestMove([100, ...asks.map(({ percent }) => within(terms, percent))], asks);
  return [
    ...(offList && ofListPercent !== undefined
      ? warnIf(
          fromList(offList.percent) > ofListPercent,
          'guardrails.reviewJump.ofListPercent',
          `${offList.by} asks for ${offList.percent}% of list, more than ${ofListPercent}% away: that is always rejected`,
        )
      : []),
    ...(largest && ofPriceInForcePercent !== undefined
      ? warnIf(
          largest.change > ofPriceInForcePercent,
          'guardrails.reviewJump.ofPriceInForcePercent',
          `the rules themselves can ask for a move from ${largest.from}% to ${largest.to}% of list, by ${largest.change.toFixed(1)}%: that is rejected`,
        )
      : []),
  ];
}

const fromList = (percent: number): number => Math.abs(percent - 100);

// The price in force is inside the band, whatever a rule proposed.
function within({ guardrails }: PolicyTerms, percent: number): number {
  const band = guardrails.priceBand?.percentOfList;
  if (band === undefined) return percent;
  return Math.min(band.highest, Math.max(band.lowest, percent));
}

interface Move {
  from: number;
  to: number;
  change: number;
}

/**
 * The largest move from any price that the rules can have put in force to any that they can propose next. The list price is
 * in both sets.
 */
function largestMove(inForce: number[], asks: { percent: number }[]): Move | undefined {
  if (asks.length === 0) return undefined;
  const moves = inForce.flatMap((from) =>
    [100, ...asks.map(({ percent }) => percent)].map((to) => ({
      from,
      to,
      change: (Math.abs(to - from) / from) * 100,
    })),
  );
  return moves.reduce((largest, move) => (move.change > largest.change ? move : largest));
}

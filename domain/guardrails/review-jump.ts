import type { Circumstances } from '../context/circumstances.ts';
import { bandLeftByScarcity, withScarcity } from '../context/scarcity.ts';
import { comparePercent, formatMoney } from '../values/money.ts';
import { BY_HAND, type JudgingGuardrail, PASS, type Verdict } from './guardrail.ts';
import { limitOf, tidy } from './limit.ts';

/** Rejects a change beyond a set % of the price in force, or of the list price, so that a person reviews it. */
export const reviewJump: JudgingGuardrail = {
  name: 'review-jump',
  purpose: 'A change that is unusually large waits for a person.',
  skippedBy: BY_HAND,
  check: (price, on) => {
    const found = measures(on).find(({ fallsFrom, base, percent }) =>
      isJump(price < base ? Math.min(base, Math.max(price, fallsFrom)) : base, price, percent),
    );
    return found === undefined ? PASS : jump(found, price, on.product.currency);
  },
  passes: (on) =>
    measures(on).flatMap(({ of, base, fallsFrom, percent }) => [
      limitOf('lower', { of, base: fallsFrom, percent: Math.max(0, 100 - percent) }),
      limitOf('upper', { of, base, percent: 100 + percent }),
    ]),
};

interface Measure {
  of: 'price-in-force' | 'list-price';
  name: string;
  base: number;
  /** Where a fall is measured from: the band's highest, if scarcity raised the price above it. */
  fallsFrom: number;
  percent: number;
}

function measures(on: Circumstances): Measure[] {
  const { product, policy, state } = on;
  const { ofPriceInForcePercent: ofPrice, ofListPercent: ofList } = policy.guardrails.reviewJump ?? {};
  // What the band allows while stock is scarce is no jump.
  const { highestPercentOfList } = policy.guardrails.whenScarce ?? {};
  const scarcest = highestPercentOfList === undefined ? undefined : highestPercentOfList - 100;
  return [
    ...(ofPrice !== undefined && state.price
      ? [
          {
            of: 'price-in-force' as const,
            name: 'the price in force',
            base: state.price.amount,
            fallsFrom: bandLeftByScarcity(on) ?? state.price.amount,
            percent: withScarcity(on, ofPrice, scarcest),
          },
        ]
      : []),
    ...(ofList !== undefined
      ? [
          {
            of: 'list-price' as const,
            name: 'the list price',
            base: product.listPrice,
            fallsFrom: product.listPrice,
            percent: withScarcity(on, ofList, scarcest),
          },
        ]
      : []),
  ];
}

const isJump = (from: number, to: number, percent: number): boolean =>
  comparePercent(Math.abs(to - from), from, percent) > 0;

function jump({ base, name, percent }: Measure, to: number, currency: string): Verdict {
  return {
    kind: 'reject',
    why: `${changeAbove(base, to, percent)}% away from ${name}, ${formatMoney(base, currency)}; more than ${percent}% needs a review`,
  };
}

// Uses as many decimals as needed to show that the change exceeds the limit.
function changeAbove(from: number, to: number, allowed: number): string {
  const change = (Math.abs(to - from) / from) * 100;
  const decimals = [1, 2, 3, 4, 5, 6].find((each) => Number(change.toFixed(each)) > allowed);
  return decimals === undefined ? String(tidy(change)) : change.toFixed(decimals);
}

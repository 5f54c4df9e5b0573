import type { Circumstances } from '../context/circumstances.ts';
import { entryOf } from './entry.ts';
import { type Ground, ownedLimits } from './ground.ts';
import {
  type Bounds,
  brokenBy,
  isBounding,
  isSkipped,
  type OwnedLimit,
  tightest,
  type Verdict,
} from './guardrail.ts';
import { GUARDRAILS } from './index.ts';
import { limitText } from './limit.ts';
import { type TrailEntry, type YieldedTo, yieldText } from './trail.ts';

/** The binding bound that the price in force breaks and that applies at once; undefined if it breaks none. */
export function forcedBy(on: Circumstances): OwnedLimit | undefined {
  const { price } = on.state;
  // An amount in another currency can't be compared with these bounds.
  if (price === undefined || price.currency !== on.product.currency) return undefined;
  const binding = GUARDRAILS.filter(isBounding).filter(({ force }) => force === 'binding');
  return brokenBy(price.amount, tightest(binding.flatMap((each) => ownedLimits(each, on))));
}

type Yield = Extract<Verdict, { kind: 'yield' }>;

/** The verdict of a guardrail that objects to `price` although a binding bound forces it. */
export function objectionYields(why: string, price: number, forced: OwnedLimit, on: Circumstances): Yield {
  const yieldedTo: YieldedTo = {
    guardrail: forced.guardrail,
    side: forced.side === 'lower' ? 'upper' : 'lower',
    asked: on.state.price?.amount ?? price,
    allowed: forced.amount,
    bound: forced.bound,
  };
  return {
    kind: 'yield',
    to: price,
    yieldedTo,
    why: yieldText(`${why}; it`, yieldedTo, on.product.currency),
  };
}

/** The verdict of a bounding guardrail that gave way. `to`: the price after it. */
export function boundYields(own: Bounds, to: number, yieldedTo: YieldedTo, currency: string): Yield {
  const limit = own[yieldedTo.side];
  const words = limit === null ? '' : limitText(limit, currency);
  return { kind: 'yield', to, yieldedTo, why: yieldText(words, yieldedTo, currency) };
}

/**
 * Entries for the guardrails that the repaired price breaks, each with the guardrail that it gave way to. Leaves out
 * guardrails with such an entry in `trail`, and those that no longer hold the price in force. A judging guardrail that gave
 * way did so for the proposed price, so it is asked again.
 */
export function yieldsToMend(
  mended: OwnedLimit,
  on: Circumstances,
  ground: Ground,
  trail: readonly TrailEntry[],
): TrailEntry[] {
  const { currency } = on.product;
  const price = mended.amount;
  const told = new Set(
    trail
      .filter(({ verdict }) => ['yield', 'hold', 'reject'].includes(verdict))
      .filter(({ verdict, limits }) => verdict !== 'yield' || limits !== undefined)
      .map((each) => each.guardrail),
  );
  const asked = GUARDRAILS.filter((each) => !told.has(each.name) && !isSkipped(each, on));
  return asked.flatMap((guardrail) => {
    if (isBounding(guardrail)) {
      const yieldedTo = ground.yieldOf(guardrail);
      if (yieldedTo === undefined) return [];
      const verdict = boundYields(tightest(ownedLimits(guardrail, on)), price, yieldedTo, currency);
      return [entryOf(guardrail.name, price, verdict, guardrail.limits(on))];
    }
    const verdict = guardrail.check(price, on, onlyAt(mended), {
      source: 'operator',
      by: 'mend',
      amount: price,
      currency,
      evidence: {},
    });
    if (verdict.kind === 'yield') return [entryOf(guardrail.name, price, verdict)];
    return 'why' in verdict
      ? [entryOf(guardrail.name, price, objectionYields(verdict.why, price, mended, on))]
      : [];
  });
}

const onlyAt = (limit: OwnedLimit): Bounds => ({
  lower: { ...limit, side: 'lower' },
  upper: { ...limit, side: 'upper' },
});

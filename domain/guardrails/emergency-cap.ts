import type { Circumstances } from '../context/circumstances.ts';
import type { EmergencyCap } from '../policy/policy.ts';
import { lowUpTo } from '../state/price-history.ts';
import type { Minor } from '../values/money.ts';
import type { BoundingGuardrail } from './guardrail.ts';
import { limitOf } from './limit.ts';

/** In a declared emergency, limits every price to a set % above the price from before its date. */
export const emergencyCap: BoundingGuardrail = {
  name: 'emergency-cap',
  purpose: 'In a declared emergency a price does not rise above a set percentage over the one before it.',
  force: 'binding',
  limits: (on) =>
    capsInForce(on).map((cap) =>
      limitOf('upper', {
        of: 'price-before-emergency',
        base: frozenPrice(cap, on),
        percent: 100 + cap.maxRaisePercent,
        cap: cap.id,
        before: cap.from,
      }),
    ),
};

/** Cap id -> frozen price, including the caps that began to apply. A frozen price never changes. */
export const frozenPrices = (on: Circumstances): Record<string, Minor> => ({
  ...on.state.frozenPrices,
  ...Object.fromEntries(capsInForce(on).map((cap) => [cap.id, frozenPrice(cap, on)])),
});

const capsInForce = ({ policy, product, now }: Circumstances): EmergencyCap[] =>
  policy.guardrails.emergencyCaps.filter(
    ({ from, until, regions }) =>
      from <= now &&
      (until === undefined || now < until) &&
      // A product without a region may be sold in any region.
      (regions === undefined || product.region === undefined || regions.includes(product.region)),
  );

// A cap may be declared after its date. Prices of that day are known by their lowest only, so that one counts. A product
// added later uses its list price.
function frozenPrice(cap: EmergencyCap, { state, product }: Circumstances): Minor {
  const fixed = Object.hasOwn(state.frozenPrices, cap.id) ? state.frozenPrices[cap.id] : undefined;
  if (fixed !== undefined) return fixed;
  if (state.price && state.price.since < cap.from) return state.price.amount;
  return lowUpTo(state.dailyLows, cap.from) ?? product.listPrice;
}

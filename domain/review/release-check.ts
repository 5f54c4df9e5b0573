import { type Order, releaseOrderId } from '../context/order.ts';
import { decide } from '../decision/decision.ts';
import type { PriceEvent } from '../events/price-event.ts';
import { floorIsKnown } from '../guardrails/floor-known.ts';
import type { Bounds } from '../guardrails/guardrail.ts';
import { standingBounds } from '../guardrails/judge.ts';
import type { Policy } from '../policy/policy.ts';
import type { Product } from '../product/product.ts';
import { proposeByOperator } from '../proposals/rules.ts';
import { noState, type PriceState } from '../state/price-state.ts';
import { formatMoney, PriceAmount } from '../values/money.ts';
import { dayOf, readableTime } from '../values/time.ts';
import type { Rejection } from './review.ts';

/** The inputs of a check of a release. */
export interface ReleaseGround {
  rejection: Rejection;
  product: Product | undefined;
  policy: Policy | undefined;
  state: PriceState | undefined;
  now: string;
}

export type ReleaseCheck =
  | { kind: 'ok'; onPriceRevision: number }
  /** No longer possible: the rejected question is out of date. */
  | { kind: 'lapsed'; why: string }
  /** Not possible at this price or at this time. */
  | { kind: 'refused'; why: string };

type ReleaseBar = Exclude<ReleaseCheck, { kind: 'ok' }>;
type OpenGround = Required<ReleaseGround> & { product: Product; policy: Policy; state: PriceState };

/**
 * Whether `amount` may be released: the price in force is still the one of the rejection, and the guardrails that apply to a
 * release accept exactly this amount.
 */
export function checkRelease(ground: ReleaseGround, amount: number): ReleaseCheck {
  const open = openOrBarred(ground);
  if ('kind' in open) return open;
  if (!PriceAmount.safeParse(amount).success)
    return { kind: 'refused', why: 'A price is a whole number of minor units above 0.' };
  return heldAgainstGuardrails(open, amount);
}

/** Why no price may be released now; undefined if one may. */
export function barToRelease(ground: ReleaseGround): string | undefined {
  const open = openOrBarred(ground);
  return 'kind' in open ? open.why : undefined;
}

function openOrBarred(ground: ReleaseGround): OpenGround | ReleaseBar {
  const { rejection, product, policy, state = noState(rejection.productId) } = ground;
  if (product === undefined || policy === undefined)
    return { kind: 'lapsed', why: 'The product or its policy has left the catalog.' };
  if (product.status === 'retired') return { kind: 'lapsed', why: 'The product is retired.' };
  if (product.currency !== rejection.currency)
    return { kind: 'lapsed', why: `The product is sold in ${product.currency} now.` };
  const moved = movedOn(rejection, state);
  if (moved !== undefined) return { kind: 'lapsed', why: moved };
  if (policy.mode === 'shadow')
    return { kind: 'refused', why: 'The policy is in shadow mode: no price of it is put in force.' };
  if (!floorIsKnown(product))
    return {
      kind: 'refused',
      why: 'The product has neither a unit cost nor a minimum price: until it has one, no price of it is released (floor-known).',
    };
  return { ...ground, product, policy, state };
}

/** Why the price in force is no longer that of the rejection; undefined if it is. */
function movedOn({ context, currency }: Rejection, { price }: PriceState): string | undefined {
  // The rejection's own decision has revision `context` + 1; a later price has a higher one.
  if (price === undefined || price.revision <= context + 1) return undefined;
  return `Another price, ${formatMoney(price.amount, currency)}, has come in force since, at ${readableTime(price.since)}.`;
}

function heldAgainstGuardrails(
  { rejection, product, policy, state, now }: OpenGround,
  amount: number,
): ReleaseCheck {
  const onPriceRevision = state.price?.revision ?? 0;
  const { reviewId, productId } = rejection;
  const orderId = releaseOrderId(reviewId);
  const event: PriceEvent = { kind: 'release', eventId: reviewId, acceptedAt: now, productId, orderId };
  // Checked as if two people had ordered it: whether it needs a second person is checked elsewhere.
  const order: Order = {
    kind: 'release',
    orderId,
    productId,
    price: PriceAmount.parse(amount),
    onPriceRevision,
    by: 'a reviewer',
    second: 'a second reviewer',
    why: 'asked for',
    givenAt: now,
    audit: { day: dayOf(now), seq: 1 },
    ofEventId: reviewId,
  };
  const on = { product, policy, state, event, now, order: { order, usedBy: reviewId } };
  const { outcome, price, reason } = decide(on, proposeByOperator(on));
  if (outcome === 'priced' && price === amount) return { kind: 'ok', onPriceRevision };
  if (state.price?.amount === amount) return { kind: 'refused', why: 'This price is in force already.' };
  if (outcome === 'priced' && price !== undefined)
    return {
      kind: 'refused',
      why: `The guardrails would make ${formatMoney(price, product.currency)} of it (${reason}). Ask for a price that they allow.`,
    };
  return { kind: 'refused', why: `The guardrails for a release do not allow it: ${reason}.` };
}

/** The present bounds of a released price. */
export const releaseBounds = ({
  product,
  policy,
  state,
  now,
  rejection,
}: {
  product: Product;
  policy: Policy;
  state: PriceState | undefined;
  now: string;
  rejection: Rejection;
}): Bounds =>
  standingBounds({
    product,
    policy,
    state: state ?? noState(product.productId),
    now,
    event: {
      kind: 'reprice',
      eventId: rejection.reviewId,
      acceptedAt: now,
      productId: product.productId,
      why: 'bounds',
    },
  });

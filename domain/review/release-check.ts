import { type Order, releaseOrderId } from '../context/order.ts';
import { decide } from '../decision/decision.ts';
import type { PriceEvent } from '../events/price-event.ts';
import { floorIsKnown } from '../guardrails/floor-known.ts';
import type { Bounds } from '../guardrails/guardrail.ts';
import { strictBounds } from '../guardrails/judge.ts';
import type { Policy } from '../policy/policy.ts';
import type { Product } from '../product/product.ts';
import { proposeByOperator } from '../proposals/rules.ts';
import { noState, type PriceState } from '../state/price-state.ts';
import { formatMoney, PriceAmount } from '../values/money.ts';
import { dayOf, readableTime } from '../values/time.ts';
import type { Rejection } from './review.ts';

/** What a release is held against at the time that somebody decides it. */
export interface ReleaseGround {
  rejection: Rejection;
  product: Product | undefined;
  policy: Policy | undefined;
  state: PriceState | undefined;
  now: string;
}

export type ReleaseCheck =
  | { kind: 'ok'; onPriceRevision: number }
  /** Too late for good: what was rejected is no longer the question. */
  | { kind: 'lapsed'; why: string }
  /** Not at this price, or not now. */
  | { kind: 'refused'; why: string };

type ReleaseBar = Exclude<ReleaseCheck, { kind: 'ok' }>;
type OpenGround = Required<ReleaseGround> & { product: Product; policy: Policy; state: PriceState };

/** Whether `amount` may be put in force in place of the rejection: the price that it was asked on still stands, and the guardrails that bind a release let just this amount through. */
export function checkRelease(ground: ReleaseGround, amount: number): ReleaseCheck {
  const open = openOrBarred(ground);
  if ('kind' in open) return open;
  if (!PriceAmount.safeParse(amount).success)
    return { kind: 'refused', why: 'A price is a whole number of minor units above 0.' };
  return heldAgainstGuardrails(open, amount);
}

/** Why no price at all may be released now; undefined where one may. */
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

/** Why the price that the rejection was about is not the one in force any more; undefined where it is. */
function movedOn({ context, currency }: Rejection, { price }: PriceState): string | undefined {
  // Its own decision is at `context` + 1; a price that came later has a higher revision.
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
  // As if two people had given it: whether it takes two is another question than whether it is allowed.
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
  return { kind: 'refused', why: `The guardrails that bind a release do not let it through: ${reason}.` };
}

/** The bounds that a released price has to keep to now. */
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
  strictBounds({
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

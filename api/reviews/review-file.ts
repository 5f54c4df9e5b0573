import type { ReviewDeps } from '../../compliance/reviews/deps.ts';
import { groundOf, involvedIn } from '../../compliance/reviews/involved.ts';
import { heldOrDecided } from '../../compliance/reviews/take.ts';
import { type Involved, mayRelease } from '../../domain/policy/four-eyes.ts';
import { reviewSettings } from '../../domain/policy/policy.ts';
import { expectedAt } from '../../domain/proposals/expected-at.ts';
import type { Evidence, LedgerRow } from '../../domain/record/ledger.ts';
import { REASON_CODES } from '../../domain/review/reason-codes.ts';
import { barToRelease, releaseBounds } from '../../domain/review/release-check.ts';
import type { Review } from '../../domain/review/review.ts';
import { HIGHEST_AMOUNT } from '../../domain/values/money.ts';
import { notFound } from '../problem.ts';
import type { ReviewFile, WouldHaveDone } from '../routes/reviews.ts';
import { itemOf, lineOf } from './review-item.ts';

/** Everything about a review that its reader needs. */
export async function fileOf(deps: ReviewDeps, review: Review, person: string): Promise<ReviewFile> {
  const { rejection } = review;
  const { reviewId, context, policy } = rejection;
  const [row, evidence, terms, ground, steps, involved] = await Promise.all([
    deps.ledger.read(reviewId),
    deps.ledger.readEvidence(reviewId),
    deps.catalog.policyVersion(policy.policyId, policy.version),
    groundOf(deps, review),
    deps.reviews.steps(reviewId),
    involvedIn(deps, review),
  ]);
  if (row === undefined || terms === undefined)
    throw notFound(`the ledger or the policy of ${reviewId} is not there any more`);
  const judged = evidence.find((each) => each.context === context);
  const { product, policy: policyNow, state } = ground;
  const termsNow = policyNow && termsOf(policyNow);
  const bar = barToRelease(ground);
  const isAnother = policyNow?.version !== policy.version || policyNow.policyId !== policy.policyId;
  return {
    item: itemOf(review, ground.now),
    row: row satisfies LedgerRow,
    evidence,
    context,
    product: product ?? null,
    terms,
    ...(termsNow && isAnother ? { termsNow } : {}),
    stateNow: state ?? null,
    ...(rejection.priceBefore === undefined
      ? {}
      : { priceThen: { amount: rejection.priceBefore, currency: rejection.currency } }),
    ...(judged?.proposal?.curve ? { curve: judged.proposal.curve } : {}),
    wouldHaveDone: wouldHaveDone(judged),
    ...(product && policyNow && bar === undefined
      ? { boundsNow: boundsOf({ ...ground, product, policy: policyNow }) }
      : {}),
    history: steps.map(lineOf),
    may: mayDo(review, person, ground.now, bar, involved),
    secondPersonAbove: reviewSettings(policyNow ?? terms).secondPersonAbove,
    reasonCodes: {
      uphold: [...REASON_CODES.uphold],
      release: [...REASON_CODES.release],
      escalate: [...REASON_CODES.escalate],
    },
  };
}

function termsOf<Policy extends { version: number; mode: string; modeSince?: string | undefined }>({
  version: _,
  mode: __,
  modeSince: ___,
  ...terms
}: Policy) {
  return terms;
}

function boundsOf(ground: Parameters<typeof releaseBounds>[0]): {
  lower: number | null;
  upper: number | null;
} {
  const { lower, upper } = releaseBounds(ground);
  // The highest amount that any price can have is no bound of this product.
  const isBound = upper !== null && upper.amount < HIGHEST_AMOUNT;
  return { lower: lower?.amount ?? null, upper: isBound ? upper.amount : null };
}

/**
 * The acts that the person may do now. `bar` prevents any release. The guardrails check the amount only when it is released.
 */
function mayDo(
  review: Review,
  person: string,
  now: string,
  bar: string | undefined,
  involved: Involved,
): ReviewFile['may'] {
  const waits = review.queue === 'awaiting-second' ? 'It waits for a second person.' : undefined;
  const closed = heldOrDecided(review, person, now)?.why ?? waits;
  return {
    uphold: closed ?? true,
    escalate: closed ?? (review.queue === 'escalated' ? 'It is escalated already.' : true),
    release: closed ?? bar ?? mayRelease(person, 'release', involved),
    confirm:
      review.queue === 'awaiting-second'
        ? (bar ?? mayRelease(person, 'confirm', involved))
        : 'Nobody has asked for its release.',
  };
}

function wouldHaveDone(judged: Evidence | undefined): WouldHaveDone {
  const { proposal, decision } = judged ?? {};
  const price = proposal?.amount ?? undefined;
  if (proposal === undefined || price === undefined) return {};
  const before = decision?.priceBefore;
  const expected = expectedAt(proposal, price);
  const then = before === undefined ? undefined : expectedAt(proposal, before);
  return {
    price,
    ...(before === undefined ? {} : { changePercent: ((price - before) / before) * 100 }),
    ...(expected ? { expectedUnits: expected.units, expectedProfit: Math.round(expected.profit) } : {}),
    ...(then ? { profitOfPriceThen: Math.round(then.profit) } : {}),
  };
}

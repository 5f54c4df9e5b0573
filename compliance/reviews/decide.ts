import { mayRelease, type ReleasePath, takesTwo } from '../../domain/policy/four-eyes.ts';
import { reviewSettings } from '../../domain/policy/policy.ts';
import { checkRelease, type ReleaseGround } from '../../domain/review/release-check.ts';
import { isUndecided, type Review } from '../../domain/review/review.ts';
import { PriceAmount } from '../../domain/values/money.ts';
import { act, isRefusal, type Plan, type Refusal } from './act.ts';
import { type ReviewDeps, type Reviewer, SYSTEM } from './deps.ts';
import { groundOf, involvedIn } from './involved.ts';
import { sendRelease } from './send-release.ts';
import { heldOrDecided } from './take.ts';

/** The reason for a decision. */
export interface Reason {
  reasonCode: string;
  text: string;
}

const WAITS: Refusal = {
  refused: 'not-now',
  why: 'It waits for a second person to confirm or refuse its release.',
};

/** Confirms the rejection. */
export const uphold = (deps: ReviewDeps, id: string, who: Reviewer, reason: Reason) =>
  settle(deps, id, who, 'upheld', 'review.uphold', reason);

/** Passes the rejection to somebody with more authority. */
export const escalate = (deps: ReviewDeps, id: string, who: Reviewer, reason: Reason) =>
  settle(deps, id, who, 'escalated', 'review.escalate', reason);

const settle = (
  deps: ReviewDeps,
  id: string,
  who: Reviewer,
  kind: 'upheld' | 'escalated',
  action: string,
  reason: Reason,
): Promise<Review | Refusal> =>
  act(deps, id, who, (review, now) => {
    if (review.queue === 'awaiting-second') return WAITS;
    if (kind === 'escalated' && review.queue === 'escalated')
      return { refused: 'not-now', why: 'It is escalated already.' };
    return (
      heldOrDecided(review, who.id, now) ?? {
        deed: { kind, by: who.id, ...reason },
        audit: { action, details: { ...reason } },
      }
    );
  });

/**
 * Puts the proposed or another price in force. If the policy requires a second person, only requests it. A release that comes
 * too late lapses.
 */
export async function release(
  deps: ReviewDeps,
  id: string,
  who: Reviewer,
  { amount: asked, ...reason }: Reason & { amount?: number | undefined },
): Promise<Review | Refusal> {
  const done = await act(deps, id, who, async (review, now) => {
    if (review.queue === 'awaiting-second') return WAITS;
    const refusal = heldOrDecided(review, who.id, now);
    if (refusal !== undefined) return refusal;
    const amount = asked ?? review.rejection.proposed;
    if (amount === null)
      return { refused: 'bad-price', why: 'The proposal was no number: name a price to release.' };
    const ground = await groundOf(deps, review);
    const settings = reviewSettings(ground.policy ?? {}).secondPersonAbove;
    const path: ReleasePath = takesTwo(settings, amount, ground.state?.price?.amount) ? 'request' : 'release';
    const plan = await planRelease(deps, review, who, { path, amount, ground });
    if (!('onPriceRevision' in plan)) return plan;
    const details = { ...reason, amount, proposed: review.rejection.proposed };
    const price = PriceAmount.parse(amount);
    if (path === 'request')
      return {
        deed: { kind: 'release-requested', by: who.id, ...reason, amount: price },
        audit: { action: 'review.request-release', details },
      };
    const { onPriceRevision } = plan;
    return {
      deed: { kind: 'released', by: who.id, ...reason, amount: price, onPriceRevision },
      audit: { action: 'review.release', details },
    };
  });
  return sent(deps, done);
}

/** Confirms the first person's request, as the second person. */
export async function confirm(
  deps: ReviewDeps,
  id: string,
  who: Reviewer,
  text: string,
): Promise<Review | Refusal> {
  const done = await act(deps, id, who, async (review) => {
    const { request } = review;
    if (review.queue !== 'awaiting-second' || request === undefined) return notAsked(review);
    const { amount, by: first, reasonCode } = request;
    const ground = await groundOf(deps, review);
    const plan = await planRelease(deps, review, who, { path: 'confirm', amount, ground });
    if (!('onPriceRevision' in plan)) return plan;
    const { onPriceRevision } = plan;
    const price = PriceAmount.parse(amount);
    return {
      deed: { kind: 'released', by: who.id, first, reasonCode, text, amount: price, onPriceRevision },
      audit: { action: 'review.confirm-release', details: { text, amount, first } },
    };
  });
  return sent(deps, done);
}

/** Refuses or withdraws the first person's request; the rejection is open again. */
export const refuse = (
  deps: ReviewDeps,
  id: string,
  who: Reviewer,
  text: string,
): Promise<Review | Refusal> =>
  act(deps, id, who, (review) => {
    const { request } = review;
    if (review.queue !== 'awaiting-second' || request === undefined) return notAsked(review);
    return {
      deed: { kind: 'release-refused', by: who.id, text },
      audit: {
        action: 'review.refuse-release',
        details: { text, amount: request.amount, first: request.by },
      },
    };
  });

const notAsked = (review: Review): Refusal => ({
  refused: 'not-now',
  why: isUndecided(review)
    ? 'Nobody has asked for its release.'
    : `It is ${review.queue === 'releasing' ? 'released' : review.queue} already.`,
});

/**
 * Checks four eyes first, so that nobody can probe a release that they may not do; then whether the release is still possible
 * and allowed.
 */
async function planRelease(
  deps: ReviewDeps,
  review: Review,
  who: Reviewer,
  { path, amount, ground }: { path: ReleasePath; amount: number; ground: ReleaseGround },
): Promise<Plan | Refusal | { onPriceRevision: number }> {
  const may = mayRelease(who.id, path, await involvedIn(deps, review));
  if (may !== true) return { refused: 'not-allowed', why: may };
  const check = checkRelease(ground, amount);
  if (check.kind === 'ok') return { onPriceRevision: check.onPriceRevision };
  if (check.kind === 'refused') return { refused: 'bad-price', why: check.why };
  return {
    deed: { kind: 'lapsed', by: SYSTEM, text: check.why },
    audit: { action: 'review.lapse', details: { amount, why: check.why } },
  };
}

async function sent(deps: ReviewDeps, done: Review | Refusal): Promise<Review | Refusal> {
  if (isRefusal(done) || done.queue !== 'releasing') return done;
  // The decision stands. `settleReleases` sends what could not be sent now.
  return sendRelease(deps, done).catch(() => done);
}

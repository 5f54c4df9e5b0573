import type { Context } from 'hono';
import * as z from 'zod';
import { isRefusal, type Refusal } from '../../compliance/reviews/act.ts';
import { confirm, escalate, refuse, release, uphold } from '../../compliance/reviews/decide.ts';
import type { ReviewDeps } from '../../compliance/reviews/deps.ts';
import { keepReviews } from '../../compliance/reviews/keep-reviews.ts';
import { countReviews, listReviews } from '../../compliance/reviews/list-reviews.ts';
import { settleRelease } from '../../compliance/reviews/settle-releases.ts';
import { giveBack, take } from '../../compliance/reviews/take.ts';
import type { Review } from '../../domain/review/review.ts';
import { audit } from '../access/audited.ts';
import { callerOf } from '../access/caller.ts';
import type { ApiDeps } from '../deps.ts';
import { ApiProblem, notFound } from '../problem.ts';
import { fileOf } from '../reviews/review-file.ts';
import { wanted } from '../reviews/review-filter.ts';
import { itemOf } from '../reviews/review-item.ts';
import type {
  DecidedMany,
  REVIEW_ROUTES,
  ReviewItem,
  ReviewPage,
  ReviewQuery,
  TakeNext,
} from '../routes/reviews.ts';
import { cursorOf, placeOf } from '../search/cursor.ts';
import type { Handlers } from '../serve.ts';

type Deps = ReviewDeps & Pick<ApiDeps, 'audit'>;

const Place = z.object({ dueAt: z.string(), reviewId: z.string() });

/** Reviews of rejections. */
export const reviewHandlers = (deps: Deps): Handlers<typeof REVIEW_ROUTES> => {
  const caughtUp = onceAtATime(keepReviews(deps));
  return {
    'GET /reviews': async ({ c, query }) => {
      await caughtUp();
      return pageOf(deps, query, callerOf(c).id);
    },
    'POST /reviews/take-next': async ({ c, body }) => {
      await caughtUp();
      return { item: await takeNext(deps, c, body) };
    },
    'POST /reviews/decide-many': async ({ c, body: { ids, kind, ...reason } }) => {
      const decide = kind === 'uphold' ? uphold : escalate;
      const results: DecidedMany['results'] = [];
      for (const id of new Set(ids)) {
        const done = await decide(deps, id, callerOf(c), reason);
        results.push(isRefusal(done) ? { id, ok: false, problem: done.why } : { id, ok: true });
      }
      return { results };
    },
    'GET /reviews/:id': async ({ c, params: { id } }) => {
      const review = (await reviewOf(deps, id)) ?? (await caughtUp().then(() => reviewOf(deps, id)));
      if (review === undefined) throw notFound(`there is no rejection ${id} under review`);
      const { reviewId, productId, guardrail } = review.rejection;
      const file = await fileOf(deps, review, callerOf(c).id);
      await audit(c, deps, { subject: { kind: 'review', id: reviewId }, productId, guardrail, details: {} });
      return file;
    },
    'POST /reviews/:id/take': async ({ c, params }) => shown(deps, await take(deps, params.id, callerOf(c))),
    'POST /reviews/:id/give-back': async ({ c, params }) =>
      shown(deps, await giveBack(deps, params.id, callerOf(c))),
    'POST /reviews/:id/decide': async ({ c, params, body: { kind, ...reason } }) => {
      const decide = { uphold, escalate, release }[kind];
      return shown(deps, await decide(deps, params.id, callerOf(c), reason));
    },
    'POST /reviews/:id/confirm': async ({ c, params, body: { text } }) =>
      shown(deps, await confirm(deps, params.id, callerOf(c), text)),
    'POST /reviews/:id/refuse': async ({ c, params, body: { text } }) =>
      shown(deps, await refuse(deps, params.id, callerOf(c), text)),
  };
};

/** Runs the work, or joins a run that has not begun yet, so that its result includes everything from before the call. */
function onceAtATime(work: () => Promise<unknown>): () => Promise<unknown> {
  let running: Promise<unknown> = Promise.resolve();
  let waiting: Promise<unknown> | undefined;
  return () => {
    waiting ??= running
      .catch(() => {})
      .then(() => {
        waiting = undefined;
        running = work();
        return running;
      });
    return waiting;
  };
}

async function reviewOf(deps: Deps, id: string): Promise<Review | undefined> {
  const found = await deps.reviews.review(id);
  if (found?.queue !== 'releasing') return found;
  await settleRelease(deps, found);
  return deps.reviews.review(id);
}

async function pageOf(
  deps: Deps,
  { cursor, limit, ...filter }: ReviewQuery,
  person: string,
): Promise<ReviewPage> {
  const items: ReviewItem[] = [];
  let next: string | undefined;
  const from = cursor === undefined ? undefined : placeOf(cursor, Place);
  for await (const review of listReviews(deps.reviews, deps.clock, filter.state, from)) {
    const item = itemOf(review, deps.clock());
    if (!wanted(item, filter, person)) continue;
    if (items.length === limit) {
      const { dueAt, reviewId } = items.at(-1) as ReviewItem;
      next = cursorOf({ dueAt, reviewId });
      break;
    }
    items.push(item);
  }
  const counts = await countReviews(deps.reviews, deps.clock());
  return { items, counts, ...(next === undefined ? {} : { next }) };
}

async function takeNext(deps: Deps, c: Context, filter: TakeNext): Promise<ReviewItem | null> {
  const caller = callerOf(c);
  for await (const review of listReviews(deps.reviews, deps.clock, ['open'])) {
    if (!wanted(itemOf(review, deps.clock()), filter, caller.id)) continue;
    const taken = await take(deps, review.rejection.reviewId, caller);
    // Somebody else was faster, so the next one is tried.
    if (!isRefusal(taken)) return itemOf(taken, deps.clock());
  }
  return null;
}

function shown(deps: Deps, done: Review | Refusal): ReviewItem {
  if (!isRefusal(done)) return itemOf(done, deps.clock());
  const { refused, why } = done;
  if (refused === 'unknown') throw notFound(why);
  throw new ApiProblem(STATUS[refused], TITLE[refused], why);
}

const STATUS = { 'not-allowed': 403, 'not-now': 409, lost: 409, 'bad-price': 422 } as const;
const TITLE = {
  'not-allowed': 'Not allowed',
  'not-now': 'Not now',
  lost: 'Somebody was faster',
  'bad-price': 'Not at this price',
} as const;

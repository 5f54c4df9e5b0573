import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { REASON_CODES } from '../../../domain/reason-codes.ts';
import type { Review } from '../../../domain/review.ts';
import { isRefusal, type Refusal } from '../../../tasks/reviews/act.ts';
import { confirm, escalate, refuse, release, uphold } from '../../../tasks/reviews/decide.ts';
import { keepReviews } from '../../../tasks/reviews/keep-reviews.ts';
import { countReviews, listReviews } from '../../../tasks/reviews/list-reviews.ts';
import { settleRelease } from '../../../tasks/reviews/settle-releases.ts';
import { giveBack, take } from '../../../tasks/reviews/take.ts';
import type { DecidedMany, ReviewItem, ReviewPage } from '../../contract/reviews.ts';
import { audit } from '../audited.ts';
import { callerOf } from '../caller.ts';
import { Cursor, cursorOf, placeOf } from '../search/cursor.ts';
import type { ApiNeed } from './need.ts';
import { ApiProblem, notFound } from './problem.ts';
import { limitUpTo, readBody, readQuery } from './request.ts';
import { fileOf } from './review-file.ts';
import { type ReviewFilter, ReviewQuery, wanted } from './review-filter.ts';
import { itemOf } from './review-item.ts';

const text = z.string().trim().min(1).max(2000);
const Place = z.object({ dueAt: z.string(), reviewId: z.string() });
const ListQuery = ReviewQuery.extend({ cursor: Cursor, limit: limitUpTo(200, 50) });
const TakeNext = z.strictObject({
  guardrail: z.string().optional(),
  product: z.string().optional(),
  policy: z.string().optional(),
});
const Decide = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('uphold'), reasonCode: z.enum(REASON_CODES.uphold), text }),
  z.strictObject({ kind: z.literal('escalate'), reasonCode: z.enum(REASON_CODES.escalate), text }),
  z.strictObject({
    kind: z.literal('release'),
    reasonCode: z.enum(REASON_CODES.release),
    text,
    amount: z.int().positive().optional(),
  }),
]);
const DecideMany = z.discriminatedUnion('kind', [
  z.strictObject({
    ids: z.array(z.string().min(1)).min(1).max(200),
    kind: z.literal('uphold'),
    reasonCode: z.enum(REASON_CODES.uphold),
    text,
  }),
  z.strictObject({
    ids: z.array(z.string().min(1)).min(1).max(200),
    kind: z.literal('escalate'),
    reasonCode: z.enum(REASON_CODES.escalate),
    text,
  }),
]);
const SecondWord = z.strictObject({ text });

/** `/reviews`: rejections, and what people make of them. */
export const reviewRoutes = (need: ApiNeed): Hono => {
  const caughtUp = onceAtATime(keepReviews(need));
  return new Hono()
    .get('/', async (c) => {
      await caughtUp();
      return c.json(await pageOf(need, readQuery(c, ListQuery), callerOf(c).id));
    })
    .post('/take-next', async (c) => {
      const filter = await readBody(c, TakeNext);
      await caughtUp();
      return c.json({ item: await takeNext(need, c, filter) });
    })
    .post('/decide-many', async (c) => {
      const { ids, kind, ...reason } = await readBody(c, DecideMany);
      const decide = kind === 'uphold' ? uphold : escalate;
      const results: DecidedMany['results'] = [];
      for (const id of new Set(ids)) {
        const done = await decide(need, id, callerOf(c), reason);
        results.push(isRefusal(done) ? { id, ok: false, problem: done.why } : { id, ok: true });
      }
      return c.json({ results } satisfies DecidedMany);
    })
    .get('/:id', async (c) => {
      const id = c.req.param('id');
      const review = (await reviewOf(need, id)) ?? (await caughtUp().then(() => reviewOf(need, id)));
      if (review === undefined) throw notFound(`there is no rejection ${id} under review`);
      const { reviewId, productId, guardrail } = review.rejection;
      const file = await fileOf(need, review, callerOf(c).id);
      await audit(c, need, { subject: { kind: 'review', id: reviewId }, productId, guardrail, details: {} });
      return c.json(file);
    })
    .post('/:id/take', async (c) => {
      await readBody(c, z.strictObject({}));
      return answer(c, need, await take(need, c.req.param('id'), callerOf(c)));
    })
    .post('/:id/give-back', async (c) => {
      await readBody(c, z.strictObject({}));
      return answer(c, need, await giveBack(need, c.req.param('id'), callerOf(c)));
    })
    .post('/:id/decide', async (c) => {
      const { kind, ...reason } = await readBody(c, Decide);
      const decide = { uphold, escalate, release }[kind];
      return answer(c, need, await decide(need, c.req.param('id'), callerOf(c), reason));
    })
    .post('/:id/confirm', async (c) => {
      const { text } = await readBody(c, SecondWord);
      return answer(c, need, await confirm(need, c.req.param('id'), callerOf(c), text));
    })
    .post('/:id/refuse', async (c) => {
      const { text } = await readBody(c, SecondWord);
      return answer(c, need, await refuse(need, c.req.param('id'), callerOf(c), text));
    });
};

/** Runs the work, or joins the run that has not begun yet; who joins sees what was there when they asked. */
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

async function reviewOf(need: ApiNeed, id: string): Promise<Review | undefined> {
  const found = await need.reviews.review(id);
  if (found?.queue !== 'releasing') return found;
  await settleRelease(need, found);
  return need.reviews.review(id);
}

async function pageOf(
  need: ApiNeed,
  { cursor, limit, ...filter }: z.infer<typeof ListQuery>,
  person: string,
): Promise<ReviewPage> {
  const items: ReviewItem[] = [];
  let next: string | undefined;
  const from = cursor === undefined ? undefined : placeOf(cursor, Place);
  for await (const review of listReviews(need.reviews, need.clock, filter.state, from)) {
    const item = itemOf(review, need.clock());
    if (!wanted(item, filter, person)) continue;
    if (items.length === limit) {
      const { dueAt, reviewId } = items.at(-1) as ReviewItem;
      next = cursorOf({ dueAt, reviewId });
      break;
    }
    items.push(item);
  }
  const counts = await countReviews(need.reviews, need.clock());
  return { items, counts, ...(next === undefined ? {} : { next }) };
}

async function takeNext(
  need: ApiNeed,
  c: Context,
  filter: z.infer<typeof TakeNext>,
): Promise<ReviewItem | null> {
  const caller = callerOf(c);
  const free: ReviewFilter = filter;
  for await (const review of listReviews(need.reviews, need.clock, ['open'])) {
    if (!wanted(itemOf(review, need.clock()), free, caller.id)) continue;
    const taken = await take(need, review.rejection.reviewId, caller);
    // Somebody else was faster: the one after it, then.
    if (!isRefusal(taken)) return itemOf(taken, need.clock());
  }
  return null;
}

function answer(c: Context, need: ApiNeed, done: Review | Refusal): Response {
  if (!isRefusal(done)) return c.json(itemOf(done, need.clock()));
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

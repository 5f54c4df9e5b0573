import * as z from 'zod';
import { Currency, PriceAmount } from '../values/money.ts';
import { Time } from '../values/time.ts';

/** What is reviewed: a proposal that the guardrails rejected. Amounts in minor units. */
export const Rejection = z.object({
  /** The id of the rejected event. */
  reviewId: z.string(),
  productId: z.string(),
  productName: z.string(),
  rejectedAt: Time,
  dueAt: Time,
  guardrail: z.string(),
  why: z.string(),
  policy: z.object({ policyId: z.string(), version: z.int() }),
  /** The revision of the price state that it was judged on. */
  context: z.int().nonnegative(),
  /** Null where the proposal was no number. */
  proposed: z.number().nullable(),
  currency: Currency,
  /** The price in force when it was judged. */
  priceBefore: PriceAmount.optional(),
  /** Set where the price in force was not allowed either: what the same decision made of it. */
  mendedTo: PriceAmount.optional(),
  /** Who asked for the price, where people did. */
  askedBy: z.array(z.string()),
});
export type Rejection = z.infer<typeof Rejection>;

const by = z.string().min(1).max(500);
const reasoned = { by, reasonCode: z.string(), text: z.string() };

/** What is done to a review; `opened` is always the first. */
export const ReviewDeed = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened'), by, rejection: Rejection }),
  z.object({ kind: z.literal('taken'), by, until: Time }),
  z.object({ kind: z.literal('given-back'), by }),
  z.object({ kind: z.literal('upheld'), ...reasoned }),
  z.object({ kind: z.literal('escalated'), ...reasoned }),
  /** By the first of two people. */
  z.object({ kind: z.literal('release-requested'), ...reasoned, amount: PriceAmount }),
  z.object({ kind: z.literal('release-refused'), by, text: z.string() }),
  /** From here on the release event is sent until it is. `first`: who had asked for it, where it took two. */
  z.object({
    kind: z.literal('released'),
    ...reasoned,
    amount: PriceAmount,
    onPriceRevision: z.int().nonnegative(),
    first: by.optional(),
  }),
  z.object({ kind: z.literal('release-sent'), by, eventId: z.string() }),
  z.object({ kind: z.literal('release-settled'), by, eventId: z.string(), price: PriceAmount }),
  z.object({ kind: z.literal('lapsed'), by, text: z.string() }),
]);
export type ReviewDeed = z.infer<typeof ReviewDeed>;

const Placed = z.object({
  /** 1, 2, 3 … */
  seq: z.int().positive(),
  at: Time,
  /** Where the audit log tells of it. */
  audit: z.object({ day: z.string(), seq: z.int() }).optional(),
});

/** A deed in its place; steps are only ever added. */
export const ReviewStep = z.intersection(ReviewDeed, Placed);
export type ReviewStep = ReviewDeed & z.infer<typeof Placed>;

/** Where a review lies in the store: `releasing` is a release whose event has not ended yet, `taken` goes by the last lock. */
export const REVIEW_QUEUES = [
  'open',
  'taken',
  'awaiting-second',
  'escalated',
  'releasing',
  'released',
  'upheld',
  'lapsed',
] as const;
export type ReviewQueue = (typeof REVIEW_QUEUES)[number];

/** A review as its steps have left it. */
export interface Review {
  rejection: Rejection;
  queue: ReviewQueue;
  /** How many steps there are. */
  steps: number;
  escalated: boolean;
  lock?: { by: string; until: string };
  /** What the first of two people asked for. */
  request?: { by: string; amount: number; reasonCode: string; text: string };
  release?: {
    by: string;
    first?: string;
    at: string;
    amount: number;
    onPriceRevision: number;
    text: string;
    /** Where the audit log tells of it. */
    audit?: { day: string; seq: number };
    eventIds: string[];
    /** The event that put it in force, and the price that came of it. */
    settled?: { eventId: string; price: number };
  };
  decision?: { by: string; at: string; reasonCode: string; text: string };
  lapsedBecause?: string;
}

/** The review that these steps make, in their order; undefined without any. */
export function reviewOf(steps: readonly ReviewStep[]): Review | undefined {
  const [first, ...rest] = steps;
  if (first === undefined) return undefined;
  if (first.kind !== 'opened') throw new RangeError(`a review can't begin with ${first.kind}`);
  const opened: Review = { rejection: first.rejection, queue: 'open', steps: 1, escalated: false };
  return rest.reduce(after, opened);
}

/** The review after one more step. */
export function after(review: Review, step: ReviewStep): Review {
  const { lock: _, ...unlocked } = { ...review, steps: step.seq };
  const back = review.escalated ? 'escalated' : 'open';
  switch (step.kind) {
    case 'opened':
      throw new RangeError('a review is opened once');
    case 'taken':
      return { ...unlocked, queue: 'taken', lock: { by: step.by, until: step.until } };
    case 'given-back':
      return { ...unlocked, queue: back };
    case 'upheld':
      return { ...unlocked, queue: 'upheld', decision: decided(step) };
    case 'escalated':
      return { ...unlocked, queue: 'escalated', escalated: true, decision: decided(step) };
    case 'release-requested': {
      const { by, amount, reasonCode, text } = step;
      return { ...unlocked, queue: 'awaiting-second', request: { by, amount, reasonCode, text } };
    }
    case 'release-refused': {
      const { request: __, ...open } = unlocked;
      return { ...open, queue: back };
    }
    case 'released': {
      const { by, first, at, amount, onPriceRevision, text, audit } = step;
      const release = {
        by,
        ...(first === undefined ? {} : { first }),
        at,
        amount,
        onPriceRevision,
        text,
        ...(audit === undefined ? {} : { audit }),
      };
      return {
        ...unlocked,
        queue: 'releasing',
        release: { ...release, eventIds: [] },
        decision: decided(step),
      };
    }
    case 'release-sent': {
      const { release } = unlocked;
      if (release === undefined) throw new RangeError('nothing was released');
      return { ...unlocked, release: { ...release, eventIds: [...release.eventIds, step.eventId] } };
    }
    case 'release-settled': {
      const { release } = unlocked;
      if (release === undefined) throw new RangeError('nothing was released');
      const settled = { eventId: step.eventId, price: step.price };
      return { ...unlocked, queue: 'released', release: { ...release, settled } };
    }
    case 'lapsed':
      return { ...unlocked, queue: 'lapsed', lapsedBecause: step.text };
  }
}

const decided = ({
  by,
  at,
  reasonCode,
  text,
}: {
  by: string;
  at: string;
  reasonCode: string;
  text: string;
}) => ({
  by,
  at,
  reasonCode,
  text,
});

/** Who holds the review at `now`; undefined where nobody does, or not any more. */
export const holderOf = ({ queue, lock }: Review, now: string): string | undefined =>
  queue === 'taken' && lock !== undefined && now < lock.until ? lock.by : undefined;

/** The state that people see. */
export function stateOf(review: Review, now: string): Exclude<ReviewQueue, 'releasing'> {
  if (review.queue === 'releasing') return 'released';
  if (review.queue !== 'taken') return review.queue;
  if (holderOf(review, now) !== undefined) return 'taken';
  return review.escalated ? 'escalated' : 'open';
}

/** Nobody has decided it for good. */
export const isUndecided = (review: Review): boolean =>
  ['open', 'taken', 'awaiting-second', 'escalated'].includes(review.queue);

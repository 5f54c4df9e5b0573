import * as z from 'zod';
import { Currency, PriceAmount } from '../values/money.ts';
import { Time } from '../values/time.ts';

/** A rejected proposal that is under review. Amounts in minor units. */
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
  /** The revision of the price state of the judgement. */
  context: z.int().nonnegative(),
  /** Null for a proposal that is no number. */
  proposed: z.number().nullable(),
  currency: Currency,
  /** The price in force at the judgement. */
  priceBefore: PriceAmount.optional(),
  /** The repaired price, if the price in force was forbidden too. */
  mendedTo: PriceAmount.optional(),
  /** The people who asked for the price, if any. */
  askedBy: z.array(z.string()),
});
export type Rejection = z.infer<typeof Rejection>;

const by = z.string().min(1).max(500);
const reasoned = { by, reasonCode: z.string(), text: z.string() };

/** A step of a review; the first is always `opened`. */
export const ReviewDeed = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('opened'), by, rejection: Rejection }),
  z.object({ kind: z.literal('taken'), by, until: Time }),
  z.object({ kind: z.literal('given-back'), by }),
  z.object({ kind: z.literal('upheld'), ...reasoned }),
  z.object({ kind: z.literal('escalated'), ...reasoned }),
  /** Requested by the first of two people. */
  z.object({ kind: z.literal('release-requested'), ...reasoned, amount: PriceAmount }),
  z.object({ kind: z.literal('release-refused'), by, text: z.string() }),
  /** From now on the release event is retried until it is sent. `first`: the first of two people, if two were required. */
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
  /** The entry in the audit log. */
  audit: z.object({ day: z.string(), seq: z.int() }).optional(),
});

/** A numbered step; steps are only added. */
export const ReviewStep = z.intersection(ReviewDeed, Placed);
export type ReviewStep = ReviewDeed & z.infer<typeof Placed>;

/**
 * The queues of reviews in the store. `releasing`: the release event has not ended yet. `taken`: there was a lock, which may
 * have expired.
 */
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

/** A review after all its steps. */
export interface Review {
  rejection: Rejection;
  queue: ReviewQueue;
  /** The number of steps. */
  steps: number;
  escalated: boolean;
  lock?: { by: string; until: string };
  /** The request of the first of two people. */
  request?: { by: string; amount: number; reasonCode: string; text: string };
  release?: {
    by: string;
    first?: string;
    at: string;
    amount: number;
    onPriceRevision: number;
    text: string;
    /** The entry in the audit log. */
    audit?: { day: string; seq: number };
    eventIds: string[];
    /** The event that put the price in force, and that price. */
    settled?: { eventId: string; price: number };
  };
  decision?: { by: string; at: string; reasonCode: string; text: string };
  lapsedBecause?: string;
}

/** The review after these steps, in order; undefined without steps. */
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

/** Who holds the review's lock at `now`; undefined if nobody does. */
export const holderOf = ({ queue, lock }: Review, now: string): string | undefined =>
  queue === 'taken' && lock !== undefined && now < lock.until ? lock.by : undefined;

/** The state shown to people. */
export function stateOf(review: Review, now: string): Exclude<ReviewQueue, 'releasing'> {
  if (review.queue === 'releasing') return 'released';
  if (review.queue !== 'taken') return review.queue;
  if (holderOf(review, now) !== undefined) return 'taken';
  return review.escalated ? 'escalated' : 'open';
}

/** Whether no final decision was made. */
export const isUndecided = (review: Review): boolean =>
  ['open', 'taken', 'awaiting-second', 'escalated'].includes(review.queue);

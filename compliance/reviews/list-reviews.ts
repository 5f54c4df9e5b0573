import { batches } from '../../adapters/batches.ts';
import type { Queued, Reviews } from '../../adapters/reviews.ts';
import { leaveOut } from '../../adapters/stored-item.ts';
import { type Review, type ReviewQueue, stateOf } from '../../domain/review/review.ts';

/** A position in the list: due time, then id. */
export type ReviewPlace = Queued;

export type ReviewState = ReturnType<typeof stateOf>;

const AT_ONCE = 50;
const UNDECIDED: readonly ReviewState[] = ['open', 'taken', 'awaiting-second', 'escalated'];

/** The queues of each state. A review with an expired lock is still in `taken`. */
const QUEUES: Record<ReviewState, readonly ReviewQueue[]> = {
  open: ['open', 'taken'],
  taken: ['taken'],
  'awaiting-second': ['awaiting-second'],
  escalated: ['escalated', 'taken'],
  released: ['released', 'releasing'],
  upheld: ['upheld'],
  lapsed: ['lapsed'],
};

/** Reviews in these states, oldest due first, after a position if given. Without states: all undecided ones. */
export async function* listReviews(
  reviews: Reviews,
  now: () => string,
  states: readonly ReviewState[] = UNDECIDED,
  from?: ReviewPlace,
): AsyncGenerator<Review> {
  const queues = [...new Set(states.flatMap((state) => QUEUES[state]))];
  const places = merged(queues.map((queue) => reviews.queue(queue, from?.dueAt)));
  for await (const batch of batches(places, AT_ONCE)) {
    const later = batch.filter((place) => from === undefined || compare(from, place) < 0);
    const found = await reviews.reviews(later.map(idOf), leaveOut);
    // A review may have changed since it was found in its queue.
    yield* found.filter((review) => states.includes(stateOf(review, now()))).sort(byPlace);
  }
}

/** The number of reviews in each state, and of overdue undecided ones. */
export async function countReviews(
  reviews: Reviews,
  now: string,
): Promise<Record<ReviewState, number> & { overdue: number }> {
  const queues: ReviewQueue[] = [
    'open',
    'awaiting-second',
    'escalated',
    'upheld',
    'lapsed',
    'released',
    'releasing',
  ];
  const [open, awaiting, escalated, upheld, lapsed, released, releasing] = (await Promise.all(
    queues.map((queue) => reviews.count(queue)),
  )) as [number, number, number, number, number, number, number];
  const counts = { open, taken: 0, 'awaiting-second': awaiting, escalated, upheld, lapsed };
  // Each has to be read, because its lock may have expired. There are few.
  for await (const batch of batches(reviews.queue('taken'), AT_ONCE))
    for (const review of await reviews.reviews(batch.map(idOf), leaveOut))
      counts[stateOf(review, now) as 'open' | 'taken' | 'escalated'] += 1;
  const overdue = await Promise.all(
    (['open', 'taken', 'awaiting-second', 'escalated'] as const).map((queue) => reviews.count(queue, now)),
  );
  return { ...counts, released: released + releasing, overdue: overdue.reduce((sum, each) => sum + each, 0) };
}

const idOf = ({ reviewId }: ReviewPlace): string => reviewId;

const compare = (a: ReviewPlace, b: ReviewPlace): number => {
  if (a.dueAt !== b.dueAt) return a.dueAt < b.dueAt ? -1 : 1;
  return a.reviewId < b.reviewId ? -1 : a.reviewId > b.reviewId ? 1 : 0;
};

const byPlace = (a: Review, b: Review): number => compare(a.rejection, b.rejection);

/** Merges lists that are sorted by due time; equal times are sorted by id. */
async function* merged(lists: AsyncIterable<Queued>[]): AsyncGenerator<Queued> {
  const iterators = lists.map((list) => list[Symbol.asyncIterator]());
  const heads = await Promise.all(iterators.map((iterator) => iterator.next()));
  let sameTime: Queued[] = [];
  for (;;) {
    const next = earliest(heads);
    if (next === undefined) break;
    const place = heads[next]?.value as Queued;
    if (sameTime[0] !== undefined && sameTime[0].dueAt !== place.dueAt) {
      yield* sameTime.sort(compare);
      sameTime = [];
    }
    sameTime.push(place);
    heads[next] = (await iterators[next]?.next()) ?? { done: true, value: undefined };
  }
  yield* sameTime.sort(compare);
}

function earliest(heads: IteratorResult<Queued>[]): number | undefined {
  let found: number | undefined;
  for (const [at, head] of heads.entries()) {
    if (head.done) continue;
    const best = found === undefined ? undefined : (heads[found]?.value as Queued);
    if (best === undefined || compare(head.value, best) < 0) found = at;
  }
  return found;
}

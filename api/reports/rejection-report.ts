import { listReviews, type ReviewState } from '../../compliance/reviews/list-reviews.ts';
import { REVIEW_QUEUES, type Review, stateOf } from '../../domain/review/review.ts';
import { ascending } from '../../domain/values/sorting.ts';
import { DAY_MS, elapsedMs, HOUR_MS } from '../../domain/values/time.ts';
import type { RejectionCount, RejectionReport } from '../routes/reports.ts';
import type { ReportDeps } from './deps.ts';

const AGES: [string, number][] = [
  ['under 1 hour', HOUR_MS],
  ['1 to 4 hours', 4 * HOUR_MS],
  ['4 to 24 hours', DAY_MS],
  ['1 to 3 days', 3 * DAY_MS],
  ['over 3 days', Number.POSITIVE_INFINITY],
];
const NOBODY = 'nobody yet';

/** Counts rejections of a period by guardrail, product, reviewer and waiting time. */
export async function rejectionReport(
  { reviews, clock }: ReportDeps,
  { since, until }: { since: string; until: string },
): Promise<RejectionReport> {
  const now = clock();
  const counts = { guardrail: counter(), product: counter(), reviewer: counter(), age: counter() };
  let total = 0;
  const states = REVIEW_QUEUES.filter((queue) => queue !== 'releasing') as ReviewState[];
  // A rejection is due after it was rejected, so earlier due times can be skipped.
  for await (const review of listReviews(reviews, clock, states, { dueAt: since, reviewId: '' })) {
    const { rejectedAt, guardrail, productId } = review.rejection;
    if (rejectedAt < since || rejectedAt > until) continue;
    total += 1;
    const state = stateOf(review, now);
    counts.guardrail.add(guardrail, state);
    counts.product.add(productId, state);
    counts.reviewer.add(review.decision?.by ?? NOBODY, state);
    counts.age.add(ageOf(review, now), state);
  }
  const ages = AGES.map(([age]) => age);
  return {
    since,
    until,
    total,
    byGuardrail: counts.guardrail.rows(),
    byProduct: counts.product.rows(),
    byReviewer: counts.reviewer.rows(),
    byAge: counts.age.rows().sort(ascending(({ key }) => ages.indexOf(key))),
  };
}

function ageOf({ rejection, decision }: Review, now: string): string {
  const waited = elapsedMs(rejection.rejectedAt, decision?.at ?? now);
  return AGES.find(([, most]) => waited < most)?.[0] ?? '';
}

function counter() {
  const found = new Map<string, RejectionCount>();
  return {
    add(key: string, state: ReviewState): void {
      const row = found.get(key) ?? {
        key,
        count: 0,
        upheld: 0,
        released: 0,
        lapsed: 0,
        escalated: 0,
        open: 0,
      };
      row.count += 1;
      row[state === 'taken' || state === 'awaiting-second' ? 'open' : state] += 1;
      found.set(key, row);
    },
    /** Highest count first. */
    rows: () => [...found.values()].sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1)),
  };
}

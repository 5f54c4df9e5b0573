import { batches } from '../../adapters/batches.ts';
import { leaveOut, unlessUnreadable } from '../../adapters/stored-item.ts';
import { releaseOrderId } from '../../domain/context/order.ts';
import { type LedgerRow, orderIdIn } from '../../domain/record/ledger.ts';
import type { Review, ReviewDeed, ReviewStep } from '../../domain/review/review.ts';
import { ageMs, MINUTE_MS, shift } from '../../domain/values/time.ts';
import { committedEvidence } from './committed.ts';
import { type ReviewDeps, SYSTEM } from './deps.ts';
import { sendRelease } from './send-release.ts';

/** The person's own request may still be adding the event's step. */
const SEND_AGAIN_AFTER_MS = MINUTE_MS / 2;
const AT_ONCE = 50;

/** Records the results of releases whose events have ended, and sends releases that were not sent. */
export async function settleReleases(deps: ReviewDeps): Promise<void> {
  // A release whose row is unreadable has an unknown result; it does not delay the others.
  for await (const batch of batches(deps.reviews.queue('releasing'), AT_ONCE))
    for (const review of await deps.reviews.reviews(
      batch.map(({ reviewId }) => reviewId),
      leaveOut,
    ))
      if (review.queue === 'releasing') await unlessUnreadable(settleRelease(deps, review));
}

/** As `settleReleases`, for one review in the state `releasing`. */
export async function settleRelease(deps: ReviewDeps, review: Review): Promise<void> {
  const { release, rejection } = review;
  if (release === undefined) return;
  const rows = await rowsOf(deps, review);
  const ended = await endOf(deps, rows);
  if (ended !== undefined) {
    const step = { ...ended, seq: review.steps + 1, at: deps.clock() } as ReviewStep;
    // Another process may have added the same step.
    await deps.reviews.add(rejection.reviewId, step);
  } else if (
    rows.length === 0 &&
    release.eventIds.length === 0 &&
    ageMs(release.at, deps.clock()) > SEND_AGAIN_AFTER_MS
  )
    await sendRelease(deps, review);
}

/** The rows of its release events. Events without a step are found among the product's. */
async function rowsOf({ ledger, clock }: ReviewDeps, { rejection, release }: Review): Promise<LedgerRow[]> {
  if (release === undefined) return [];
  const noted = await ledger.readMany(release.eventIds);
  if (noted.some(({ outcome }) => outcome === undefined || outcome === 'priced')) return noted;
  const rows = [...noted];
  const span = { since: shift(release.at, -MINUTE_MS), until: clock() };
  for await (const ids of batches(ledger.byProduct(rejection.productId, span), AT_ONCE))
    for (const row of await ledger.readMany(ids.filter((id) => !release.eventIds.includes(id))))
      if (row.kind === 'release' && orderIdIn(row) === releaseOrderId(rejection.reviewId)) rows.push(row);
  return rows;
}

/** The result of all its events; undefined while one may still put the price in force. */
async function endOf({ ledger }: ReviewDeps, rows: LedgerRow[]): Promise<ReviewDeed | undefined> {
  for (const row of rows) {
    const price = await releasedPrice(ledger, row);
    if (price !== undefined) return { kind: 'release-settled', by: SYSTEM, eventId: row.eventId, price };
  }
  // A dead letter can be redriven.
  if (rows.length === 0 || rows.some(({ outcome }) => outcome === undefined || outcome === 'dead-lettered'))
    return undefined;
  const why = rows.map(({ outcome, reason }) => `${outcome}: ${reason}`).join('; ');
  return { kind: 'lapsed', by: SYSTEM, text: `The release event did not put the price in force: ${why}.` };
}

async function releasedPrice(ledger: ReviewDeps['ledger'], row: LedgerRow) {
  if (row.outcome !== 'priced') return undefined;
  const evidence = await committedEvidence(ledger, row);
  // Bounds that were added since may have changed the price.
  return evidence?.decision.price;
}

import { batches } from '../../adapters/batches.ts';
import { envelopeOf, type LedgerRow } from '../../domain/ledger.ts';
import type { Review, ReviewDeed, ReviewStep } from '../../domain/review.ts';
import { MINUTE_MS, shift } from '../../domain/time.ts';
import { committedEvidence } from './committed.ts';
import { type ReviewNeed, SYSTEM } from './need.ts';
import { sendRelease } from './send-release.ts';

/** Who released it may be about to note the event. */
const SEND_AGAIN_AFTER_MS = MINUTE_MS / 2;
const AT_ONCE = 50;

/** Notes what has become of releases whose event had not ended, and sends those whose event never left. */
export async function settleReleases(need: ReviewNeed): Promise<void> {
  for await (const batch of batches(need.reviews.queue('releasing'), AT_ONCE))
    for (const review of await need.reviews.reviews(batch.map(({ reviewId }) => reviewId)))
      if (review.queue === 'releasing') await settleRelease(need, review);
}

/** The same for one, which has to be releasing. */
export async function settleRelease(need: ReviewNeed, review: Review): Promise<void> {
  const { release, rejection } = review;
  if (release === undefined) return;
  const rows = await rowsOf(need, review);
  const ended = await endOf(need, rows);
  if (ended !== undefined) {
    const step = { ...ended, seq: review.steps + 1, at: need.clock() } as ReviewStep;
    // Somebody else who looked at the same time has noted the same.
    await need.reviews.add(rejection.reviewId, step);
  } else if (
    rows.length === 0 &&
    release.eventIds.length === 0 &&
    shift(release.at, SEND_AGAIN_AFTER_MS) < need.clock()
  )
    await sendRelease(need, review);
}

/** The rows of its release events; those that nobody noted are found among the product's. */
async function rowsOf({ ledger, clock }: ReviewNeed, { rejection, release }: Review): Promise<LedgerRow[]> {
  if (release === undefined) return [];
  const noted = await ledger.readMany(release.eventIds);
  if (noted.some(({ outcome }) => outcome === undefined || outcome === 'priced')) return noted;
  const rows = [...noted];
  const span = { since: shift(release.at, -MINUTE_MS), until: clock() };
  for await (const ids of batches(ledger.byProduct(rejection.productId, span), AT_ONCE))
    for (const row of await ledger.readMany(ids.filter((id) => !release.eventIds.includes(id))))
      if (row.kind === 'release' && releases(row) === rejection.reviewId) rows.push(row);
  return rows;
}

const releases = (row: LedgerRow): unknown =>
  (envelopeOf(row)['detail'] as Record<string, unknown> | undefined)?.['ofEventId'];

/** What came of them all; undefined while one of them may still put the price in force. */
async function endOf({ ledger }: ReviewNeed, rows: LedgerRow[]): Promise<ReviewDeed | undefined> {
  for (const row of rows) {
    const price = await releasedPrice(ledger, row);
    if (price !== undefined) return { kind: 'release-settled', by: SYSTEM, eventId: row.eventId, price };
  }
  // A dead letter can be started again.
  if (rows.length === 0 || rows.some(({ outcome }) => outcome === undefined || outcome === 'dead-lettered'))
    return undefined;
  const why = rows.map(({ outcome, reason }) => `${outcome}: ${reason}`).join('; ');
  return { kind: 'lapsed', by: SYSTEM, text: `The release event did not put the price in force: ${why}.` };
}

async function releasedPrice(ledger: ReviewNeed['ledger'], row: LedgerRow) {
  if (row.outcome !== 'priced') return undefined;
  const evidence = await committedEvidence(ledger, row);
  // The price that came of it: bounds that have come in between may have clamped it.
  return evidence?.decision.price;
}

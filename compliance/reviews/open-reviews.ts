import { batches } from '../../adapters/batches.ts';
import type { Span } from '../../adapters/ledger.ts';
import { unlessUnreadable } from '../../adapters/stored-item.ts';
import { reviewSettings } from '../../domain/policy/policy.ts';
import type { Evidence, LedgerRow } from '../../domain/record/ledger.ts';
import { rejectionOf } from '../../domain/review/rejection.ts';
import type { Rejection } from '../../domain/review/review.ts';
import type { PriceAmount } from '../../domain/values/money.ts';
import { HOUR_MS, MINUTE_MS, shift } from '../../domain/values/time.ts';
import { askedBy } from './asked-by.ts';
import { committedEvidence } from './committed.ts';
import { type ReviewDeps, SYSTEM } from './deps.ts';

const FIRST = '1970-01-01T00:00:00.000Z';
/** Maximum delay of a row's entry in the index of outcomes. */
const LATE_MS = 10 * MINUTE_MS;
const ROWS_AT_ONCE = 50;

/**
 * Opens a review for every rejection since the last call: events that ended `rejected`, and events that ended `priced`
 * because a forbidden price in force was repaired. Returns the number of opened reviews.
 */
export async function openReviews(deps: ReviewDeps): Promise<number> {
  const [now, lookedUntil] = [deps.clock(), await unlessUnreadable(deps.reviews.lookedUntil())];
  // A time in the future comes from a fast clock and says nothing.
  const isKnown = lookedUntil !== undefined && lookedUntil <= now;
  const since = isKnown ? shift(lookedUntil, -LATE_MS) : FIRST;
  const span = { since, until: now };
  let opened = 0;
  let lookAgainFrom = now;
  for await (const ids of batches(candidates(deps, span), ROWS_AT_ONCE)) {
    // The store reports unreadable items. They are tried again each time and do not delay other rejections.
    const skip = () => {
      lookAgainFrom = earliest(lookAgainFrom, since);
    };
    const there = new Set<unknown>();
    const found = await deps.reviews.reviews(ids, ({ key }) => there.add(key['reviewId']));
    for (const { rejection } of found) there.add(rejection.reviewId);
    for (const row of await deps.ledger.readMany(
      ids.filter((id) => !there.has(id)),
      skip,
    )) {
      // Decided but not closed: its outcome is read next time.
      if (row.outcome === undefined) lookAgainFrom = earliest(lookAgainFrom, row.acceptedAt);
      else if (await unlessUnreadable(open(deps, row), skip)) opened += 1;
    }
  }
  if (!isKnown || lookedUntil < lookAgainFrom) await deps.reviews.setLookedUntil(lookAgainFrom);
  return opened;
}

async function* candidates({ ledger }: ReviewDeps, span: Span): AsyncGenerator<string> {
  yield* ledger.byOutcome('rejected', span);
  yield* ledger.mended(span);
}

async function open(deps: ReviewDeps, row: LedgerRow): Promise<boolean> {
  const rejection = await rejectionIn(deps, row);
  if (rejection === undefined) return false;
  const step = { kind: 'opened' as const, by: SYSTEM, rejection, seq: 1, at: deps.clock() };
  return deps.reviews.add(row.eventId, step);
}

/** The rejection of the event; undefined if its decision rejected nothing. */
async function rejectionIn(
  { ledger, catalog, orders }: Pick<ReviewDeps, 'ledger' | 'catalog' | 'orders'>,
  row: LedgerRow,
): Promise<Rejection | undefined> {
  const evidence = await committedEvidence(ledger, row);
  const rejected = evidence && rejectionOf(evidence.decision);
  if (evidence === undefined || rejected === undefined) return undefined;
  const { policy } = evidence.decision;
  const [product, terms] = await Promise.all([
    catalog.product(evidence.productId),
    catalog.policyVersion(policy.policyId, policy.version),
  ]);
  const { dueHours } = reviewSettings(terms ?? {});
  return {
    ...factsOf(evidence),
    ...rejected,
    reviewId: row.eventId,
    productName: product?.name ?? evidence.productId,
    dueAt: shift(evidence.decision.decidedAt, dueHours * HOUR_MS),
    askedBy: await askedBy({ orders }, row),
  };
}

function factsOf({ productId, context, proposal, decision }: Evidence) {
  const { policyId, version } = decision.policy;
  const mended = decision.outcome === 'priced' ? decision.price : undefined;
  return {
    productId,
    context,
    rejectedAt: decision.decidedAt,
    policy: { policyId, version },
    proposed: proposal?.amount ?? null,
    currency: decision.currency,
    ...(decision.priceBefore === undefined ? {} : { priceBefore: decision.priceBefore as Price }),
    ...(mended === undefined ? {} : { mendedTo: mended as Price }),
  };
}

type Price = ReturnType<typeof PriceAmount.parse>;

const earliest = (a: string, b: string): string => (a < b ? a : b);

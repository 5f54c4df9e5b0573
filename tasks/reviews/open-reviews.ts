import { batches } from '../../adapters/batches.ts';
import type { Span } from '../../adapters/ledger.ts';
import type { Evidence, LedgerRow } from '../../domain/ledger.ts';
import type { PriceAmount } from '../../domain/money.ts';
import { reviewSettings } from '../../domain/policy.ts';
import { rejectionOf } from '../../domain/rejection.ts';
import type { Rejection } from '../../domain/review.ts';
import { HOUR_MS, MINUTE_MS, shift } from '../../domain/time.ts';
import { askedBy } from './asked-by.ts';
import { committedEvidence } from './committed.ts';
import { type ReviewNeed, SYSTEM } from './need.ts';

const FIRST = '1970-01-01T00:00:00.000Z';
/** A row may come into the index of outcomes so long after the time that it is found by. */
const LATE_MS = 10 * MINUTE_MS;
const ROWS_AT_ONCE = 50;

/**
 * Opens a review for every rejection since the ledger was last looked through: events that ended `rejected`, and those that
 * ended `priced` because the price in force had to be mended in place of the one rejected. How many were opened.
 */
export async function openReviews(need: ReviewNeed): Promise<number> {
  const [now, lookedUntil] = [need.clock(), await need.reviews.lookedUntil()];
  const since = lookedUntil === undefined ? FIRST : shift(lookedUntil, -LATE_MS);
  const span = { since, until: now };
  let opened = 0;
  let lookAgainFrom = now;
  for await (const ids of batches(candidates(need, span), ROWS_AT_ONCE)) {
    const there = new Set((await need.reviews.reviews(ids)).map(({ rejection }) => rejection.reviewId));
    for (const row of await need.ledger.readMany(ids.filter((id) => !there.has(id)))) {
      // Decided and not yet closed: what it ends in is told when it has ended.
      if (row.outcome === undefined) lookAgainFrom = earliest(lookAgainFrom, row.acceptedAt);
      else if (await open(need, row)) opened += 1;
    }
  }
  if (lookedUntil === undefined || lookedUntil < lookAgainFrom)
    await need.reviews.setLookedUntil(lookAgainFrom);
  return opened;
}

async function* candidates({ ledger }: ReviewNeed, span: Span): AsyncGenerator<string> {
  yield* ledger.byOutcome('rejected', span);
  yield* ledger.mended(span);
}

async function open(need: ReviewNeed, row: LedgerRow): Promise<boolean> {
  const rejection = await rejectionIn(need, row);
  if (rejection === undefined) return false;
  const step = { kind: 'opened' as const, by: SYSTEM, rejection, seq: 1, at: need.clock() };
  return need.reviews.add(row.eventId, step);
}

/** What there is to review of the event; undefined where its decision rejected nothing. */
export async function rejectionIn(
  { ledger, catalog }: Pick<ReviewNeed, 'ledger' | 'catalog'>,
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
    askedBy: askedBy(row),
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

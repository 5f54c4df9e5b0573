import { batches } from '../../adapters/batches.ts';
import type { Ledger, Span } from '../../adapters/ledger.ts';
import type { PriceStates } from '../../adapters/price-state.ts';
import { leaveOut } from '../../adapters/stored-item.ts';
import { isListed, type LedgerRow, type Outcome } from '../../domain/record/ledger.ts';
import { descending } from '../../domain/values/sorting.ts';
import { shift } from '../../domain/values/time.ts';

/** The stores in which ended events are found. */
export interface EndedDeps {
  ledger: Pick<Ledger, 'byOutcome' | 'byProduct'>;
  priceStates: Pick<PriceStates, 'decided'>;
}

const PRODUCTS_AT_ONCE = 32;
/** The clocks of two functions may differ, so a decision may seem older than the acceptance of its event. */
const CLOCKS_APART_MS = 60_000;

/**
 * Ids of events with these outcomes, unordered. Held events have no index: they are found among all events of each product
 * that was decided since then, so an old span takes a query a product. Filter the rows by `isWanted`.
 */
export function endedIds({ ledger, priceStates }: EndedDeps) {
  let decided: { productId: string; decidedAt: string }[] | undefined;

  async function* ofProducts(span: Span): AsyncGenerator<string> {
    if (decided === undefined) {
      decided = [];
      for await (const each of priceStates.decided(leaveOut)) decided.push(each);
      decided.sort(descending(({ decidedAt }) => decidedAt));
    }
    const from = shift(span.since, -CLOCKS_APART_MS);
    const since = decided.filter(({ decidedAt }) => decidedAt >= from);
    for (let at = 0; at < since.length; at += PRODUCTS_AT_ONCE) {
      const some = since.slice(at, at + PRODUCTS_AT_ONCE);
      const firsts = await Promise.all(
        some.map(async ({ productId }) => {
          const ids = batches(ledger.byProduct(productId, span), 100);
          return { first: await ids.next(), ids };
        }),
      );
      for (const { first, ids } of firsts) {
        if (first.done) continue;
        yield* first.value;
        for await (const more of ids) yield* more;
      }
    }
  }

  return (outcome: Outcome, span: Span): AsyncIterable<string> =>
    isListed(outcome) ? ledger.byOutcome(outcome, span) : ofProducts(span);
}

/** The time by which an ended event is found: of its end, or for a held event of its acceptance. */
export const foundAt = ({ outcome, closedAt, acceptedAt }: LedgerRow): string | undefined =>
  outcome === 'held' ? acceptedAt : closedAt;

/** Whether the row has one of these outcomes and is in this span. */
export function isWanted(row: LedgerRow, outcomes: readonly string[], { since, until }: Span): boolean {
  const at = foundAt(row);
  return (
    row.outcome !== undefined &&
    outcomes.includes(row.outcome) &&
    at !== undefined &&
    since <= at &&
    at <= until
  );
}

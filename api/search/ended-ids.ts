import { batches } from '../../adapters/batches.ts';
import type { Ledger, Span } from '../../adapters/ledger.ts';
import type { PriceStates } from '../../adapters/price-state.ts';
import { leaveOut } from '../../adapters/stored-item.ts';
import { isListed, type LedgerRow, type Outcome } from '../../domain/record/ledger.ts';
import { descending } from '../../domain/values/sorting.ts';
import { shift } from '../../domain/values/time.ts';

/** Where events that have ended are found. */
export interface EndedDeps {
  ledger: Pick<Ledger, 'byOutcome' | 'byProduct'>;
  priceStates: Pick<PriceStates, 'decided'>;
}

const PRODUCTS_AT_ONCE = 32;
/** An event is decided on after it was accepted, by clocks of two functions. */
const CLOCKS_APART_MS = 60_000;

/**
 * Ids of the events that ended so, in no order: those that were held among all events of their products, of which the rows tell;
 * `isWanted` picks them. No index lists held events, which are most: every product that was decided on since then is
 * asked, so an old span takes a query a product.
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

/** The time that an event which has ended is found by: when it ended, or where it was held, when it was accepted. */
export const foundAt = ({ outcome, closedAt, acceptedAt }: LedgerRow): string | undefined =>
  outcome === 'held' ? acceptedAt : closedAt;

/** Whether the row is one that `endedIds` is to name for these outcomes and this span. */
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

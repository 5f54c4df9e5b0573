import { batches } from '../adapters/batches.ts';
import type { Ledger } from '../adapters/ledger.ts';
import type { LedgerRow } from '../domain/record/ledger.ts';
import type { PriceInForce, PriceState } from '../domain/state/price-state.ts';
import { HOUR_MS, shift } from '../domain/values/time.ts';

/** Far longer than the sweeper lets an event stay open: nothing is decided so long after the bus took it. */
const DECIDED_WITHIN_MS = 6 * HOUR_MS;
const ROWS_AT_ONCE = 25;
const FIRST = '1970-01-01T00:00:00.000Z';

/** A price as it was put in force, without what it was held against. */
export type PriceThen = Pick<PriceInForce, 'amount' | 'currency' | 'since' | 'eventId'> & {
  revision: number;
};

/**
 * The price that was in force at a time, by the ledger: that of the last decision `priced` by then. Events are found by the
 * time that the bus took them, and may have been decided in another order; the revision tells which was last. Undefined
 * where there was none.
 */
export async function priceAt(
  ledger: Ledger,
  { productId, unsettled }: Pick<PriceState, 'productId' | 'unsettled'>,
  at: string,
): Promise<PriceThen | undefined> {
  let last: PriceThen | undefined;
  for await (const ids of batches(ledger.byProduct(productId, { since: FIRST, until: at }), ROWS_AT_ONCE)) {
    const rows = await ledger.readMany(ids);
    for (const row of rows) {
      const revision = pricedAs(row, unsettled);
      if (revision === undefined || revision < (last?.revision ?? 0)) continue;
      const then = await decidedPrice(ledger, row.eventId, revision);
      if (then.since <= at) last = then;
    }
    const oldest = rows.map(({ acceptedAt }) => acceptedAt).sort()[0];
    if (last && oldest !== undefined && shift(oldest, DECIDED_WITHIN_MS) < last.since) break;
  }
  return last;
}

// An event that was committed and not yet closed has its outcome in the price state.
function pricedAs(
  { eventId, outcome, revision }: LedgerRow,
  unsettled: PriceState['unsettled'],
): number | undefined {
  const mark = Object.hasOwn(unsettled, eventId) ? unsettled[eventId] : undefined;
  const ended = outcome === undefined ? mark : { outcome, revision };
  return ended?.outcome === 'priced' ? ended.revision : undefined;
}

async function decidedPrice(ledger: Ledger, eventId: string, revision: number): Promise<PriceThen> {
  const evidence = (await ledger.readEvidence(eventId)).find(({ context }) => context === revision - 1);
  const { price, currency, decidedAt } = evidence?.decision ?? {};
  // A commit without evidence can't be; a price that is guessed must not be put in force.
  if (price === undefined || currency === undefined || decidedAt === undefined)
    throw new RangeError(
      `event ${eventId} is priced at revision ${revision}, and there is no evidence of it`,
    );
  return { amount: price, currency, since: decidedAt, eventId, revision };
}

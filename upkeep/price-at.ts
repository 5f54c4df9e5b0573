import { batches } from '../adapters/batches.ts';
import type { Ledger } from '../adapters/ledger.ts';
import type { LedgerRow } from '../domain/record/ledger.ts';
import type { PriceInForce, PriceState } from '../domain/state/price-state.ts';
import { HOUR_MS, shift } from '../domain/values/time.ts';

/** Far longer than the sweeper leaves an event open: every decision is made within this time after acceptance. */
const DECIDED_WITHIN_MS = 6 * HOUR_MS;
const ROWS_AT_ONCE = 25;
const FIRST = '1970-01-01T00:00:00.000Z';

/** A price at the time it was put in force, without its reference price. */
export type PriceThen = Pick<PriceInForce, 'amount' | 'currency' | 'since' | 'eventId'> & {
  revision: number;
};

/**
 * The price in force at a time, from the ledger: that of the last `priced` decision until then. Events are found by time of
 * acceptance, which is not the order of decisions; the revision gives that. Undefined if there was no price.
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

// An event that is committed but not closed has its outcome in the price state.
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
  // Every commit has evidence. Without it the price would be a guess, which must not be put in force.
  if (price === undefined || currency === undefined || decidedAt === undefined)
    throw new RangeError(
      `event ${eventId} is priced at revision ${revision}, and there is no evidence of it`,
    );
  return { amount: price, currency, since: decidedAt, eventId, revision };
}

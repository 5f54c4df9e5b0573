import * as z from 'zod';
import type { PriceInForce } from '../state/price-state.ts';
import type { DecidedPrice, LedgerRow } from './ledger.ts';

/** How Redis, price state and ledger can differ, as texts for operators. */
export const DIFFERENCES = {
  'missing-in-redis': 'a price is in force, and Redis has none',
  'older-in-redis': 'Redis shows an older price than the one in force',
  'newer-in-redis': 'Redis shows a newer price than the record knows',
  'other-price-in-redis': 'Redis shows the revision in force with another price or another field',
  'unknown-in-redis': 'Redis shows a price, and the record has none in force',
  'unreadable-in-redis': 'the key in Redis does not hold a price',
  'no-ledger-row': 'the event of the price in force is not in the ledger',
  'ledger-row-differs': 'the event of the price in force ended with another outcome or price',
  'evidence-missing': 'the price in force has no evidence',
  'evidence-differs': 'the evidence of the price in force has another price',
  'unreadable-item': "an item of the record can't be read",
  'row-open-for-long': 'an event has no outcome, long after it was received',
} as const;
export type DifferenceKind = keyof typeof DIFFERENCES;
export const DifferenceKind = z.enum(Object.keys(DIFFERENCES) as [DifferenceKind, ...DifferenceKind[]]);

export const Difference = z.object({
  kind: DifferenceKind,
  productId: z.string().optional(),
  eventId: z.string().optional(),
  /** The actual and the expected value. */
  detail: z.string(),
  /** For a price in force that Redis does not show: when it came in force. */
  since: z.string().optional(),
});
export type Difference = z.infer<typeof Difference>;

/** A product's key in Redis: its fields, undefined if absent, or `unreadable` if it is no hash. */
export type CheckedHash = Readonly<Record<string, string>> | 'unreadable' | undefined;

type Finding = Omit<Difference, 'productId'>;

/**
 * What Redis shows and the record, read later, does not know. Prices are in the record before Redis, so this is never work in
 * progress.
 */
export function beyondRecord(hash: CheckedHash, price: PriceInForce | undefined): Finding | undefined {
  if (hash === 'unreadable')
    return { kind: 'unreadable-in-redis', detail: 'the key is not a hash, or lacks its revision' };
  const shown = shownRevision(hash);
  if (shown === undefined) return undefined;
  if (price === undefined)
    return { kind: 'unknown-in-redis', detail: `Redis shows ${hash?.['price']} at revision ${shown}` };
  if (Number.isNaN(shown))
    return { kind: 'unreadable-in-redis', detail: 'the key is not a hash, or lacks its revision' };
  if (shown <= price.revision) return undefined;
  return { kind: 'newer-in-redis', detail: `Redis shows revision ${shown}; ${price.revision} is in force` };
}

/** What the record has and Redis, read later, does not show. This may be work in progress while the price's event is open. */
export function shortOfRecord(hash: CheckedHash, price: PriceInForce): Finding | undefined {
  if (hash === 'unreadable') return undefined;
  const shown = shownRevision(hash);
  const { revision, since } = price;
  if (shown === undefined)
    return { kind: 'missing-in-redis', detail: `revision ${revision} is in force`, since };
  if (shown < revision)
    return {
      kind: 'older-in-redis',
      detail: `Redis shows revision ${shown}; ${revision} is in force`,
      since,
    };
  return undefined;
}

/** Fields that differ between Redis and the price in force at the same revision. */
export function otherThanRecord(hash: CheckedHash, price: PriceInForce): Finding | undefined {
  if (hash === 'unreadable' || hash === undefined || shownRevision(hash) !== price.revision) return undefined;
  const wrong = Object.entries(fieldsOf(price)).flatMap(([name, expected]) =>
    hash[name] === expected ? [] : [`${name} is ${hash[name] || 'not there'}, not ${expected || 'left out'}`],
  );
  return wrong.length > 0
    ? { kind: 'other-price-in-redis', detail: wrong.join('; '), since: price.since }
    : undefined;
}

/** Where the ledger contradicts the price in force. An event without an outcome is work in progress. */
export function againstLedger(
  { amount, currency, revision, eventId }: PriceInForce,
  row: LedgerRow | undefined,
  decided: DecidedPrice | undefined,
): Finding[] {
  const found: Finding[] = [];
  const { outcome, 'price.revision': rowRevision } = row ?? {};
  if (row === undefined)
    found.push({ kind: 'no-ledger-row', eventId, detail: `revision ${revision} is in force` });
  else if (outcome !== undefined && (outcome !== 'priced' || rowRevision !== revision))
    found.push({
      kind: 'ledger-row-differs',
      eventId,
      detail: `it ended ${outcome}${rowRevision ? ` at revision ${rowRevision}` : ''}; revision ${revision} is in force`,
    });
  if (decided === undefined)
    found.push({ kind: 'evidence-missing', eventId, detail: `of the decision on revision ${revision - 1}` });
  else if (decided.decision.price !== amount || decided.decision.currency !== currency)
    found.push({
      kind: 'evidence-differs',
      eventId,
      detail: `it is of ${decided.decision.price} ${decided.decision.currency}; ${amount} ${currency} is in force`,
    });
  return found;
}

const shownRevision = (hash: CheckedHash): number | undefined =>
  hash === undefined || hash === 'unreadable' || hash['price'] === undefined
    ? undefined
    : Number(hash['price.revision'] ?? 'none');

// Written here again instead of shared with the writer, so that an error there is noticed.
const fieldsOf = (price: PriceInForce): Record<string, string> => ({
  price: String(price.amount),
  currency: price.currency,
  referencePrice: price.referencePrice === undefined ? '' : String(price.referencePrice),
  decidedAt: price.since,
  eventId: price.eventId,
});

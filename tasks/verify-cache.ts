import { batches } from '../adapters/batches.ts';
import type { CacheContent } from '../adapters/cache-content.ts';
import type { Ledger } from '../adapters/ledger.ts';
import type { PriceStates, RecordedPrice } from '../adapters/price-state.ts';
import type { LedgerRow } from '../domain/ledger.ts';
import {
  againstLedger,
  beyondRecord,
  type CheckedHash,
  type Difference,
  type DifferenceKind,
  leftOver,
  otherThanRecord,
  shortOfRecord,
} from '../domain/price-check.ts';
import type { PriceInForce } from '../domain/price-state.ts';
import { ProductId } from '../domain/product.ts';
import { elapsedMs, shift } from '../domain/time.ts';
import type { Clock } from './clock.ts';

export interface Verifier {
  priceStates: Pick<PriceStates, 'prices' | 'readPrices'>;
  ledger: Pick<Ledger, 'readMany' | 'decidedPrices' | 'openBefore'>;
  content: CacheContent;
  clock: Clock;
  /** The longest that an execution can take, in milliseconds: what is younger may be under way. */
  underWayMs: number;
}

/** `checked`: products so far. */
export type Verification = { checked: number } | { difference: Difference };

export interface Verified {
  /** Products that were compared. */
  checked: number;
  /** How many differences there are of each kind that was found. */
  differences: Partial<Record<DifferenceKind, number>>;
  /** For how long the longest of the prices that Redis does not show has been in force. */
  unshownForMs?: number;
}

const PRODUCTS_AT_ONCE = 100;

/**
 * Compares Redis with the price states, and these with the ledger, for every product, and tells each difference once.
 * What a cheap first look finds is read again before it is told, in an order in which nothing that is under way can
 * look like a difference.
 */
export async function* verifyCache(need: Verifier): AsyncGenerator<Verification, Verified> {
  const verified: Verified = { checked: 0, differences: {} };
  for await (const each of lookAtAll(need)) {
    if ('checked' in each) verified.checked = each.checked;
    else {
      const { kind, since } = each.difference;
      verified.differences[kind] = (verified.differences[kind] ?? 0) + 1;
      if (since !== undefined)
        verified.unshownForMs = Math.max(verified.unshownForMs ?? 0, elapsedMs(since, need.clock()));
    }
    yield each;
  }
  return verified;
}

async function* lookAtAll(need: Verifier): AsyncGenerator<Verification> {
  let checked = 0;
  for await (const batch of batches(need.priceStates.prices(), PRODUCTS_AT_ONCE)) {
    const suspects = await suspectsIn(need, batch);
    for (const difference of await lookAgain(need, suspects)) yield { difference };
    checked += batch.length;
    yield { checked };
  }
  for await (const difference of unknownInRedis(need)) yield { difference };
  for await (const difference of openForLong(need)) yield { difference };
}

/** The first look: at each store once, the states as the scan has them, which may be late. */
async function suspectsIn(need: Verifier, states: RecordedPrice[]): Promise<string[]> {
  const hashes = await hashesOf(need, states);
  const differences = await compare(need, states, { before: hashes, after: hashes });
  return [...new Set(differences.map(({ productId = '' }) => productId))];
}

/** Reads Redis, then the states, then the ledger, then Redis again, so that each is compared with what came before it. */
async function lookAgain(need: Verifier, productIds: string[]): Promise<Difference[]> {
  if (productIds.length === 0) return [];
  const before = await hashesOf(
    need,
    productIds.map((productId) => ({ productId })),
  );
  const states = new Map(
    (await need.priceStates.readPrices(productIds)).map((each) => [each.productId, each]),
  );
  const all = productIds.map((productId) => states.get(productId) ?? { productId, unsettled: {} });
  return compare(need, all, { before });
}

type Hashes = Map<string, CheckedHash>;

async function compare(
  need: Verifier,
  states: RecordedPrice[],
  { before, after }: { before: Hashes; after?: Hashes },
): Promise<Difference[]> {
  const ids = states.flatMap(({ price, unsettled }) => [
    ...(price ? [price.eventId] : []),
    ...Object.keys(unsettled),
  ]);
  const rows = new Map((await need.ledger.readMany([...new Set(ids)])).map((row) => [row.eventId, row]));
  const decided = await decisionsOf(need, states);
  const then = after ?? (await hashesOf(need, states));
  const over = shift(need.clock(), -need.underWayMs);
  return states.flatMap(({ productId, price, unsettled }): Difference[] => {
    const marked = Object.keys(unsettled).map((eventId) => rows.get(eventId));
    const [first, last] = [before.get(productId), then.get(productId)];
    const found = [
      price && beyondRecord(first, price),
      price && !isUnderWay(price.eventId, unsettled, rows) ? shortOfRecord(last, price) : undefined,
      price && otherThanRecord(last, price),
      ...(price ? againstLedger(price, rows.get(price.eventId), decided.get(decisionKey(price))) : []),
      ...leftOver(marked, over),
    ];
    return found.flatMap((finding) => (finding ? [{ productId, ...finding }] : []));
  });
}

// Its mark goes only after its row is closed, and that is only closed once Redis shows the price.
const isUnderWay = (
  eventId: string,
  unsettled: RecordedPrice['unsettled'],
  rows: Map<string, LedgerRow>,
): boolean => Object.hasOwn(unsettled, eventId) && rows.get(eventId)?.outcome === undefined;

async function hashesOf({ content }: Verifier, of: { productId: string }[]): Promise<Hashes> {
  const ids = of.map(({ productId }) => productId);
  const hashes = await content.hashes(ids);
  return new Map(ids.map((id, at) => [id, hashes[at]]));
}

async function decisionsOf({ ledger }: Verifier, states: RecordedPrice[]) {
  const decisions = states.flatMap(({ price }) =>
    price ? [{ eventId: price.eventId, context: price.revision - 1 }] : [],
  );
  const each = new Map(decisions.map((decision) => [`${decision.eventId} ${decision.context}`, decision]));
  const decided = await ledger.decidedPrices([...each.values()]);
  return new Map(decided.map((found) => [`${found.eventId} ${found.context}`, found]));
}

const decisionKey = ({ eventId, revision }: PriceInForce): string => `${eventId} ${revision - 1}`;

/** Keys of products that have no price in the record: the first pass did not come by them. */
async function* unknownInRedis(need: Verifier): AsyncGenerator<Difference> {
  const told = new Set<string>();
  for await (const keys of need.content.productIds()) {
    const ids = [...new Set(keys)];
    const readable = ids.filter((id) => ProductId.safeParse(id).success);
    const known = new Set(
      (await need.priceStates.readPrices(readable)).flatMap(({ productId, price }) =>
        price ? [productId] : [],
      ),
    );
    const unknown = ids.filter((id) => !known.has(id) && !told.has(id));
    const before = await need.content.hashes(unknown);
    const recorded = await need.priceStates.readPrices(unknown.filter((id) => readable.includes(id)));
    const prices = new Map(recorded.map(({ productId, price }) => [productId, price]));
    for (const [at, productId] of unknown.entries()) {
      const finding = beyondRecord(before[at], prices.get(productId));
      if (finding === undefined) continue;
      told.add(productId);
      yield { productId, ...finding };
    }
  }
}

/** Rows that one restart by the sweeper did not help. */
async function* openForLong({ ledger, clock, underWayMs }: Verifier): AsyncGenerator<Difference> {
  const longAgo = shift(clock(), -2 * underWayMs);
  for await (const ids of batches(ledger.openBefore(longAgo), PRODUCTS_AT_ONCE)) {
    for (const { eventId, productId, outcome, receivedAt, sweeps } of await ledger.readMany(ids))
      if (outcome === undefined)
        yield {
          kind: 'row-open-for-long',
          ...(productId === undefined ? {} : { productId }),
          eventId,
          detail: `it was received at ${receivedAt} and restarted ${sweeps} times`,
        };
  }
}

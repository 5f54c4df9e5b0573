import { batches } from '../adapters/batches.ts';
import type { CacheContent } from '../adapters/cache-content.ts';
import type { Clock } from '../adapters/clock.ts';
import type { Ledger } from '../adapters/ledger.ts';
import type { PriceStates, RecordedPrice } from '../adapters/price-state.ts';
import { leaveOut } from '../adapters/stored-item.ts';
import { ProductId } from '../domain/product/product.ts';
import type { LedgerRow } from '../domain/record/ledger.ts';
import {
  againstLedger,
  beyondRecord,
  type CheckedHash,
  type Difference,
  otherThanRecord,
  shortOfRecord,
} from '../domain/record/price-check.ts';
import type { Verification, Verified } from '../domain/record/upkeep-lines.ts';
import type { PriceInForce } from '../domain/state/price-state.ts';
import type { UnreadableItem } from '../domain/values/errors.ts';
import { elapsedMs, shift } from '../domain/values/time.ts';

export interface Verifier {
  priceStates: Pick<PriceStates, 'all' | 'readPrices'>;
  ledger: Pick<Ledger, 'readMany' | 'decidedPrices' | 'openBefore'>;
  content: CacheContent;
  clock: Clock;
  /** Maximum duration of an execution, in milliseconds. Younger events may still be in progress. */
  underWayMs: number;
}

const PRODUCTS_AT_ONCE = 100;

/**
 * Compares Redis with the price states, and these with the ledger, for every product, and reports each difference once.
 * Differences found by a cheap first pass are read again before they are reported, in an order in which nothing in progress can
 * look like a difference.
 */
export async function* verifyCache(deps: Verifier): AsyncGenerator<Verification, Verified> {
  const verified: Verified = { checked: 0, differences: {} };
  for await (const each of lookAtAll(deps)) {
    if ('checked' in each) verified.checked = each.checked;
    else {
      const { kind, since } = each.difference;
      verified.differences[kind] = (verified.differences[kind] ?? 0) + 1;
      if (since !== undefined)
        verified.unshownForMs = Math.max(verified.unshownForMs ?? 0, elapsedMs(since, deps.clock()));
    }
    yield each;
  }
  return verified;
}

async function* lookAtAll(deps: Verifier): AsyncGenerator<Verification> {
  let checked = 0;
  const unreadable: UnreadableItem[] = [];
  // Reads whole states, because a state with any unreadable part can't be used for pricing.
  const states = deps.priceStates.all((item) => unreadable.push(item));
  for await (const batch of batches(states, PRODUCTS_AT_ONCE)) {
    const suspects = await suspectsIn(deps, batch);
    for (const difference of await lookAgain(deps, suspects)) yield { difference };
    checked += batch.length;
    yield { checked };
  }
  for (const item of unreadable) yield { difference: unreadableItem(item) };
  for await (const difference of unknownInRedis(deps)) yield { difference };
  for await (const difference of openForLong(deps)) yield { difference };
}

const unreadableItem = ({ key, message }: UnreadableItem): Difference => ({
  kind: 'unreadable-item',
  ...(key['productId'] === undefined ? {} : { productId: key['productId'] }),
  ...(key['eventId'] === undefined ? {} : { eventId: key['eventId'] }),
  detail: message,
});

/** The first pass: reads each store once. The scanned states may be outdated. */
async function suspectsIn(deps: Verifier, states: RecordedPrice[]): Promise<string[]> {
  const hashes = await hashesOf(deps, states);
  const differences = await compare(deps, states, { before: hashes, after: hashes });
  return [...new Set(differences.map(({ productId = '' }) => productId))];
}

/** Reads Redis, states, ledger and Redis again, so that each is compared with what is written before it. */
async function lookAgain(deps: Verifier, productIds: string[]): Promise<Difference[]> {
  if (productIds.length === 0) return [];
  const before = await hashesOf(
    deps,
    productIds.map((productId) => ({ productId })),
  );
  const states = new Map(
    (await deps.priceStates.readPrices(productIds, leaveOut)).map((each) => [each.productId, each]),
  );
  const all = productIds.map((productId) => states.get(productId) ?? { productId, unsettled: {} });
  return compare(deps, all, { before });
}

type Hashes = Map<string, CheckedHash>;

async function compare(
  deps: Verifier,
  states: RecordedPrice[],
  { before, after }: { before: Hashes; after?: Hashes },
): Promise<Difference[]> {
  const ids = states.flatMap(({ price, unsettled }) => [
    ...(price ? [price.eventId] : []),
    ...Object.keys(unsettled),
  ]);
  const unreadable = new Map<unknown, UnreadableItem>();
  const skip = (item: UnreadableItem) => unreadable.set(item.key['eventId'], item);
  const read = await deps.ledger.readMany([...new Set(ids)], skip);
  const rows = new Map(read.map((row) => [row.eventId, row]));
  const decided = await decisionsOf(deps, states, skip);
  const then = after ?? (await hashesOf(deps, states));
  return states.flatMap(({ productId, price, unsettled }): Difference[] => {
    const [first, last] = [before.get(productId), then.get(productId)];
    const found = [
      price && beyondRecord(first, price),
      price && !isUnderWay(price.eventId, unsettled, rows) ? shortOfRecord(last, price) : undefined,
      price && otherThanRecord(last, price),
      ...(price && !unreadable.has(price.eventId)
        ? againstLedger(price, rows.get(price.eventId), decided.get(decisionKey(price)))
        : []),
      ...[...(price ? [price.eventId] : []), ...Object.keys(unsettled)].flatMap((eventId) => {
        const item = unreadable.get(eventId);
        return item ? [unreadableItem(item)] : [];
      }),
    ];
    return found.flatMap((finding) => (finding ? [{ productId, ...finding }] : []));
  });
}

// The mark is removed after the row is closed, and the row is closed after Redis shows the price.
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

async function decisionsOf(
  { ledger }: Verifier,
  states: RecordedPrice[],
  skip: (item: UnreadableItem) => void,
) {
  const decisions = states.flatMap(({ price }) =>
    price ? [{ eventId: price.eventId, context: price.revision - 1 }] : [],
  );
  const each = new Map(decisions.map((decision) => [`${decision.eventId} ${decision.context}`, decision]));
  const decided = await ledger.decidedPrices([...each.values()], skip);
  return new Map(decided.map((found) => [`${found.eventId} ${found.context}`, found]));
}

const decisionKey = ({ eventId, revision }: PriceInForce): string => `${eventId} ${revision - 1}`;

/** Keys of products without a price in the record, which the first pass does not visit. */
async function* unknownInRedis(deps: Verifier): AsyncGenerator<Difference> {
  const told = new Set<string>();
  for await (const keys of deps.content.productIds()) {
    const ids = [...new Set(keys)];
    const readable = ids.filter((id) => ProductId.safeParse(id).success);
    // Unreadable states are already reported.
    const unreadable = new Set<unknown>();
    const known = new Set(
      (await deps.priceStates.readPrices(readable, ({ key }) => unreadable.add(key['productId']))).flatMap(
        ({ productId, price }) => (price ? [productId] : []),
      ),
    );
    const unknown = ids.filter((id) => !known.has(id) && !told.has(id) && !unreadable.has(id));
    const before = await deps.content.hashes(unknown);
    const recorded = await deps.priceStates.readPrices(
      unknown.filter((id) => readable.includes(id)),
      leaveOut,
    );
    const prices = new Map(recorded.map(({ productId, price }) => [productId, price]));
    for (const [at, productId] of unknown.entries()) {
      const finding = beyondRecord(before[at], prices.get(productId));
      if (finding === undefined) continue;
      told.add(productId);
      yield { productId, ...finding };
    }
  }
}

/** Rows that are still open after a restart by the sweeper. */
async function* openForLong({ ledger, clock, underWayMs }: Verifier): AsyncGenerator<Difference> {
  const now = clock();
  const open = ledger.openBefore(shift(now, -2 * underWayMs), shift(now, underWayMs));
  for await (const ids of batches(open, PRODUCTS_AT_ONCE)) {
    for (const { eventId, productId, outcome, receivedAt, sweeps } of await ledger.readMany(ids, leaveOut))
      if (outcome === undefined)
        yield {
          kind: 'row-open-for-long',
          ...(productId === undefined ? {} : { productId }),
          eventId,
          detail: `it was received at ${receivedAt} and restarted ${sweeps} times`,
        };
  }
}

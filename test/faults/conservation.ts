import type { Order } from '../../domain/context/order.ts';
import { type Evidence, type LedgerRow, orderIdIn } from '../../domain/record/ledger.ts';
import type { PriceState } from '../../domain/state/price-state.ts';
import { toPublished } from '../../tasks/publish-price.ts';
import { OUTAGES } from '../../workflows/passing-errors.ts';
import { priceKey } from '../fakes/memory-price-cache.ts';

/** The stored data of a product after the run has settled. */
interface ProductFacts {
  productId: string;
  state: PriceState | undefined;
  /** All fields of the product's hash in Redis; empty if there is no hash. */
  hash: Record<string, string>;
  /** The lowest allowed price. */
  floor?: number | undefined;
}

/** The stored data from which all promises are checked, whatever the stores. */
export interface Facts {
  accepted: string[];
  rows: LedgerRow[];
  evidenceOf(eventId: string): Evidence[];
  /** Event ids in the dead-letter queue. */
  letters: string[];
  /** All orders that the events name. */
  orders: Order[];
  products: ProductFacts[];
}

/** The broken promises; empty if all were kept. */
export const brokenPromises = (facts: Facts): string[] => [
  ...brokenOutcomes(facts),
  ...brokenLetters(facts),
  ...brokenByOutage(facts),
  ...facts.products.flatMap((product) => brokenProduct(product, facts)),
  ...brokenOrders(facts),
];

function brokenOutcomes({ accepted, rows }: Facts): string[] {
  const ids = new Set(rows.map(({ eventId }) => eventId));
  const known = new Set(accepted);
  return [
    ...rows.filter(({ outcome }) => outcome === undefined).map(({ eventId }) => `${eventId} is left open`),
    ...accepted.filter((id) => !ids.has(id)).map((id) => `${id} was accepted and has no row`),
    ...[...ids].filter((id) => !known.has(id)).map((id) => `${id} has a row and was never accepted`),
    ...(ids.size === rows.length ? [] : ['an event has two rows']),
  ];
}

function brokenLetters({ rows, letters }: Facts): string[] {
  const sent = new Set(letters);
  const dead = new Set(
    rows.filter(({ outcome }) => outcome === 'dead-lettered').map(({ eventId }) => eventId),
  );
  return [
    ...[...dead].filter((id) => !sent.has(id)).map((id) => `${id} is dead-lettered without a letter`),
    ...[...sent].filter((id) => !dead.has(id)).map((id) => `${id} has a letter and is not dead-lettered`),
  ];
}

/** An outage of any length dead-letters no event. */
const brokenByOutage = ({ rows }: Facts): string[] =>
  rows
    .filter(
      ({ outcome, reason = '' }) =>
        outcome === 'dead-lettered' && OUTAGES.includes(reason.split(':', 1)[0] ?? ''),
    )
    .map(({ eventId, reason }) => `${eventId} is dead-lettered for an outage: ${reason}`);

function brokenProduct({ productId, state, hash, floor }: ProductFacts, facts: Facts): string[] {
  const rows = facts.rows.filter((row) => row.productId === productId);
  if (state === undefined)
    return rows.some(({ revision }) => revision) ? [`${productId} was decided and has no state`] : [];
  return [
    ...Object.keys(state.unsettled).map((id) => `the mark of ${id} is left over`),
    ...brokenSequence(state, rows),
    ...rows.flatMap((row) => brokenDecision(row, facts.evidenceOf(row.eventId))),
    ...brokenRevisions(state, rows),
    ...brokenPrice(state, rows, facts),
    ...brokenCache(state, hash),
    ...(state.price && floor !== undefined && state.price.amount < floor
      ? [`${productId} is sold at ${state.price.amount}, below its floor of ${floor}`]
      : []),
  ];
}

/** A price by an order replaced the price that the order was given on, and each order set one price. */
function brokenOrders({ rows, orders, evidenceOf }: Facts): string[] {
  const byId = new Map(orders.map((order) => [order.orderId, order]));
  const seen = new Set<string>();
  return rows
    .filter(({ kind = '', outcome }) => ['release', 'rollback'].includes(kind) && outcome === 'priced')
    .flatMap((row) => {
      const { eventId, productId, kind, revision = 0 } = row;
      const order = byId.get(orderIdIn(row) ?? '');
      if (
        order === undefined ||
        order.kind === 'edit' ||
        order.kind !== kind ||
        order.productId !== productId
      )
        return [`${eventId} set a price that nobody ordered`];
      const again = seen.has(order.orderId) ? [`${order.orderId} set two prices`] : [];
      seen.add(order.orderId);
      const before = rows
        .filter((each) => each.productId === productId && each.outcome === 'priced')
        .map((each) => each.revision ?? 0)
        .filter((each) => each < revision);
      const proposed = evidenceOf(eventId).find(({ context }) => context === revision - 1)?.proposal?.amount;
      return [
        ...again,
        ...(Math.max(0, ...before) === order.onPriceRevision
          ? []
          : [`${eventId} replaced another price than the one that ${order.orderId} was given on`]),
        ...(proposed === order.price ? [] : [`${eventId} proposed ${proposed}, ordered was ${order.price}`]),
      ];
    });
}

const DECIDED = ['priced', 'held', 'rejected', 'shadowed'];

function brokenSequence({ productId, sequence }: PriceState, rows: LedgerRow[]): string[] {
  const sequenceOf = ({ envelope }: LedgerRow): number => JSON.parse(envelope).detail.sequence;
  const inventory = rows.filter(({ kind }) => kind === 'inventory');
  const decided = inventory.filter(({ outcome = '' }) => DECIDED.includes(outcome)).map(sequenceOf);
  const highest = decided.length > 0 ? Math.max(...decided) : undefined;
  return [
    ...(sequence === highest
      ? []
      : [`the sequence of ${productId} is ${sequence}; the highest decided is ${highest}`]),
    ...inventory
      .filter((row) => row.outcome === 'superseded' && sequenceOf(row) > (highest ?? -1))
      .map(({ eventId }) => `${eventId} was superseded by an older event`),
  ];
}

// The row has the revision of its commit, which was judged on the revision before.
function brokenDecision(row: LedgerRow, evidence: Evidence[]): string[] {
  const { eventId, outcome = '', revision = 0 } = row;
  if (!DECIDED.includes(outcome)) return [];
  const behind = evidence.find(({ context }) => context === revision - 1);
  if (behind === undefined) return [`${eventId} is ${outcome} without evidence`];
  const { decision } = behind;
  // An execution that only closes an event does not know the price.
  const agree = decision.outcome === outcome && (row.price ?? decision.price) === decision.price;
  return agree
    ? []
    : [`${eventId} is ${outcome} ${row.price}; its evidence says ${decision.outcome} ${decision.price}`];
}

// Every revision belongs to the commit of one event. The row of a dead letter does not store it.
function brokenRevisions({ productId, revision }: PriceState, rows: LedgerRow[]): string[] {
  const told = rows.flatMap((row) => row.revision ?? []);
  const dead = rows.filter(({ outcome, fencedAt }) => outcome === 'dead-lettered' && !fencedAt).length;
  return [
    ...(new Set(told).size === told.length ? [] : [`two events of ${productId} have the same revision`]),
    ...(revision === told.length + dead
      ? []
      : [`${productId} is at revision ${revision} after ${told.length} decisions and ${dead} dead letters`]),
  ];
}

function brokenPrice({ productId, price }: PriceState, rows: LedgerRow[], { evidenceOf }: Facts): string[] {
  const priced = rows.filter(({ outcome }) => outcome === 'priced');
  const newest = priced.reduce<LedgerRow | undefined>(
    (last, row) => ((row.revision ?? 0) > (last?.revision ?? 0) ? row : last),
    undefined,
  );
  if (price === undefined) return newest ? [`${productId} was priced and has no price`] : [];
  const decided =
    newest && evidenceOf(newest.eventId).find(({ context }) => context === price.revision - 1)?.decision;
  return newest?.eventId === price.eventId &&
    newest.revision === price.revision &&
    decided?.price === price.amount
    ? []
    : [
        `${productId} has the price of ${price.eventId}, ${price.amount}; the last one priced is ${newest?.eventId}, ${decided?.price}`,
      ];
}

// After a loss of data Redis may lack the price until a reader asks.
function brokenCache({ productId, price }: PriceState, hash: Record<string, string>): string[] {
  const { epoch, ...shown } = hash;
  if (Object.keys(shown).length === 0) return [];
  if (price === undefined) return [`${priceKey(productId)} shows a price; none is in force`];
  const wanted = Object.fromEntries(
    Object.entries({ referencePrice: '', ...toPublished(price) }).map(([name, value]) => [
      name,
      String(value),
    ]),
  );
  const differ = Object.keys(wanted).filter((name) => wanted[name] !== shown[name]);
  return differ.length === 0
    ? []
    : [
        `${priceKey(productId)} differs from the price in force in ${differ.join(', ')}: revision ${shown['price.revision']} instead of ${price.revision}`,
      ];
}

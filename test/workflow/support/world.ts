import type { LedgerRow } from '../../../domain/ledger.ts';
import type { Policy, PolicyTerms } from '../../../domain/policy.ts';
import type { PriceState } from '../../../domain/price-state.ts';
import type { Product } from '../../../domain/product.ts';
import type { DeadLetterMessage } from '../../../tasks/dead-letter.ts';
import type { CatalogData } from '../../fakes/memory-catalog.ts';
import type { LedgerData } from '../../fakes/memory-ledger.ts';
import type { PriceCacheData } from '../../fakes/memory-price-cache.ts';
import { ID, policy, product, state } from '../../unit/domain/make.ts';

/** One entry that was put on the bus. */
export interface BusEntry {
  Source: string;
  DetailType: string;
  EventBusName: string;
  Detail: Record<string, unknown>;
}

/** Everything that the workflow reads and writes, as plain data. */
export interface World {
  catalog: CatalogData;
  /** By productId. */
  states: Record<string, PriceState>;
  ledger: LedgerData;
  cache: PriceCacheData;
  deadLetters: DeadLetterMessage[];
  bus: BusEntry[];
  /** Envelopes that the sweeper started. */
  started: Record<string, unknown>[];
}

export interface Setting {
  /** Null: it is not in the catalog. */
  product?: Product | null;
  policy?: Policy | null;
  /** Null: nothing was ever decided. */
  state?: PriceState | null;
}

/** Raises the list price of EUR 10.00 by half when fewer than 10 units are left. */
export const raising = (changes: Parameters<typeof policy>[0] = {}): Policy =>
  policy({ rules: [{ kind: 'low-stock', below: 10, raisePercent: 50 }], ...changes });

/** A product with EUR 10.00 in force, which Redis shows, and what is given in place of it. */
export function worldOf(setting: Setting): World {
  const { product: of = product(), policy: terms = raising(), state: before = state() } = setting;
  return {
    catalog: {
      products: of ? { [of.productId]: of } : {},
      policies: terms ? { [terms.policyId]: storedPolicy(terms) } : {},
    },
    states: before ? { [before.productId]: structuredClone(before) } : {},
    ledger: { rows: {}, evidence: {} },
    cache: { hashes: before?.price ? { [`price:${ID}`]: hashOf(before.price) } : {}, messages: [] },
    deadLetters: [],
    bus: [],
    started: [],
  };
}

function storedPolicy({ version, mode, ...terms }: Policy): CatalogData['policies'][string] {
  return { current: { version, mode }, versions: { [version]: terms as PolicyTerms } };
}

/** The event's row; it must be there. */
export function rowOf(world: World, eventId: string): LedgerRow {
  const row = world.ledger.rows[eventId];
  if (row === undefined) throw new Error(`no row for ${eventId}, only for ${Object.keys(world.ledger.rows)}`);
  return row;
}

/** The product's price state; it must be there. */
export function stateOf(world: World): PriceState {
  const state = world.states[ID];
  if (state === undefined) throw new Error('there is no price state');
  return state;
}

/** The price that Redis shows. */
export const shown = (world: World): number => Number(world.cache.hashes[`price:${ID}`]?.['price']);

const hashOf = (price: NonNullable<PriceState['price']>): Record<string, string> => ({
  epoch: 'first',
  'price.revision': String(price.revision),
  price: String(price.amount),
  currency: price.currency,
  referencePrice: '',
  decidedAt: price.since,
  eventId: price.eventId,
});

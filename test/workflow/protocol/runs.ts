import { storefrontApp } from '../../../storefront/app.ts';
import { memoryCatalog } from '../../fakes/memory-catalog.ts';
import { NOW, policy, product, state } from '../../unit/domain/make.ts';
import { type Explored, explore, type Run } from './explore.ts';
import { asking, type Program } from './runner.ts';
import type { World } from './world.ts';

// A step of at most 10% makes every decision depend on the price in force that it was judged on.
const terms = policy({
  rules: [
    { kind: 'low-stock', below: 10, raisePercent: 50 },
    { kind: 'overstock', above: 100, discountPercent: 50 },
  ],
  guardrails: { maxStep: { percent: 10 } },
});

const kettle = product();

const inventory = (id: string, sequence: number, stock: number) => ({
  version: '0',
  id,
  source: 'inventory',
  'detail-type': 'InventoryChanged',
  time: NOW,
  detail: { productId: kettle.productId, stock, sequence, occurredAt: NOW },
});

/** Two events that raise the price, one that lowers it, one that is held for want of stock, and one of an operator. */
export const EVENTS = {
  raise: inventory('raise', 2, 5),
  lower: inventory('lower', 3, 200),
  hold: inventory('hold', 3, 0),
  reprice: {
    ...inventory('reprice', 0, 0),
    source: 'pricewire',
    'detail-type': 'RepriceRequested',
    detail: { productId: kettle.productId, why: 'time has passed' },
  },
};

const before = state();

const world = (decidedAt = before.decidedAt): World => ({
  states: { [kettle.productId]: { ...before, decidedAt } },
  ledger: { rows: {}, evidence: {} },
  hashes: {
    [`price:${kettle.productId}`]: {
      epoch: 'first',
      price: '1000',
      currency: 'EUR',
      'price.revision': '1',
      decidedAt: NOW,
      eventId: 'before',
      referencePrice: '',
    },
  },
  deadLetters: [],
  commits: [],
  visible: 1,
});

const catalog = memoryCatalog({
  products: { [kettle.productId]: kettle },
  policies: { default: { current: { version: 1, mode: 'live' }, versions: { 1: withoutVersion() } } },
});

function withoutVersion() {
  const { version: _version, mode: _mode, ...rest } = terms;
  return rest;
}

/** Explores a run of these events, on a product with a price in force that Redis shows. */
export const walk = (run: Partial<Run> & Pick<Run, 'executions'>): Promise<Explored> =>
  explore({ events: EVENTS, world: world(), catalog, now: NOW, ...run });

/** The same product, decided just now: its events are judged in turn. */
export const busy = (): World => world(NOW);

/** One request to a storefront process of its own. */
export const reader: Program = async (ask) => {
  const app = storefrontApp({
    catalog,
    priceStates: asking('priceStates', ask),
    cache: asking('cache', ask),
    clock: () => NOW,
    newEpoch: () => 'from-a-reader',
  });
  const response = await app.request(`/v1/prices/${kettle.productId}`);
  const body = (await response.json()) as { 'price.revision': number };
  if (response.status !== 200) throw new Error(`a reader got ${response.status}: ${JSON.stringify(body)}`);
  return body['price.revision'];
};

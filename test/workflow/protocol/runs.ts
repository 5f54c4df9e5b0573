import type { PriceOrder } from '../../../domain/context/order.ts';
import { storefrontApp } from '../../../storefront/app.ts';
import { memoryCatalog } from '../../fakes/memory-catalog.ts';
import { NOW, orderFor, orderIdAt, policy, product, state } from '../../unit/domain/make.ts';
import { type Explored, explore, type Run } from './explore.ts';
import { asking, type Program } from './runner.ts';
import type { World } from './world.ts';

// A step of at most 10% makes every decision depend on the price in force on which it was judged.
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

const rollback = (id: string, orderId: string) => ({
  ...inventory(id, 0, 0),
  source: 'pricewire',
  'detail-type': 'RollbackRequested',
  detail: { productId: kettle.productId, orderId },
});

const GIVEN = orderIdAt('rollback', 900);

/**
 * An event that raises the price, one that lowers it, one that is held without stock, an operator event, two events with the
 * same order, one with an order that does not exist, and a seed.
 */
const EVENTS = {
  raise: inventory('raise', 2, 5),
  lower: inventory('lower', 3, 200),
  hold: inventory('hold', 3, 0),
  reprice: {
    ...inventory('reprice', 0, 0),
    source: 'pricewire',
    'detail-type': 'RepriceRequested',
    detail: { productId: kettle.productId, why: 'time has passed' },
  },
  rollback: rollback('rollback', GIVEN),
  again: rollback('again', GIVEN),
  forged: rollback('forged', 'forged'),
  seed: {
    ...inventory('seed', 0, 0),
    source: 'pricewire',
    'detail-type': 'SeedRequested',
    detail: { productId: kettle.productId },
  },
};

const before = state();
const given = orderFor({ kind: 'rollback', productId: kettle.productId, orderId: GIVEN }, 1) as PriceOrder;

const world = (decidedAt = before.decidedAt): World => ({
  states: { [kettle.productId]: { ...before, decidedAt } },
  ledger: { rows: {}, evidence: {} },
  orders: { orders: { [GIVEN]: given }, used: {} },
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
  waiting: [],
  away: [],
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
  explore({ events: EVENTS, world: world(), catalog, now: NOW, archive: (run.crashes ?? 0) > 0, ...run });

/** A product that is not in the catalog yet and has no state. */
export const unlisted = (): World => ({ ...world(), states: {}, hashes: {}, isListed: false, visible: 0 });

/** The product just after a decision, so that its events are judged in turn. */
export const busy = (): World => world(NOW);

/** A storefront process that is asked `times` times. Returns its last answered revision. */
const readerOf =
  (requests: number): Program =>
  async (ask) => {
    const app = storefrontApp({
      catalog,
      priceStates: asking('priceStates', ask),
      cache: asking('cache', ask),
      clock: () => NOW,
      newEpoch: () => 'from-a-reader',
    });
    let answered = 0;
    for (let request = 0; request < requests; request += 1) {
      const response = await app.request(`/v1/prices/${kettle.productId}`);
      const body = (await response.json()) as { price: number; 'price.revision': number };
      if (response.status !== 200)
        throw new Error(`a reader got ${response.status}: ${JSON.stringify(body)}`);
      if (body.price === FORGED_PRICE) throw new Error('a reader got a price that was never in force');
      if (body['price.revision'] < answered) throw new Error('a reader went back');
      answered = body['price.revision'];
    }
    return answered;
  };

const FORGED_PRICE = 1;
/** One request. */
export const reader = readerOf(1);
/** Two requests to one process, which remembers its first answer. */
export const readerTwice = readerOf(2);

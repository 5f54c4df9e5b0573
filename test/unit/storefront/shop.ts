import type { PublishedPrice } from '../../../adapters/price-cache.ts';
import { CacheUnavailable, StoreUnavailable } from '../../../domain/errors.ts';
import type { PriceState } from '../../../domain/price-state.ts';
import type { Product } from '../../../domain/product.ts';
import { shift } from '../../../domain/time.ts';
import { type StorefrontNeed, storefrontApp } from '../../../storefront/app.ts';
import type { Heard, Listener } from '../../../storefront/prices-channel.ts';
import { publishPriceInForce } from '../../../tasks/publish-price.ts';
import { at, product, stateAt } from '../../contract/samples.ts';
import { memoryCatalog } from '../../fakes/memory-catalog.ts';
import { memoryPriceCache } from '../../fakes/memory-price-cache.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';

type Part = 'cache' | 'record' | 'catalog';

/** A storefront over stores in memory, with a hand on its clock, its outages and its channel. */
export class Shop {
  now = at(0);
  readonly down = new Set<Part>();
  /** How often each was asked. */
  readonly asked = { cache: 0, record: 0, catalog: 0 };
  readonly faults: unknown[] = [];
  readonly listeners = new Set<Listener>();
  readonly #states: Record<string, PriceState> = {};
  readonly #products: Record<string, Product> = {};
  readonly #hashes: Record<string, Record<string, string>> = {};
  #epochs = 0;
  readonly need: StorefrontNeed;
  readonly app: ReturnType<typeof storefrontApp>;

  constructor(changes: Partial<StorefrontNeed> = {}) {
    const ask = (part: Part, fault: new (message: string) => Error) => () => {
      this.asked[part] += 1;
      if (this.down.has(part)) throw new fault(`${part} is down`);
    };
    this.need = {
      priceStates: guarded(memoryPriceStates(this.#states), ask('record', StoreUnavailable)),
      cache: guarded(memoryPriceCache({ hashes: this.#hashes }), ask('cache', CacheUnavailable)),
      catalog: guarded(
        memoryCatalog({ products: this.#products, policies: {} }),
        ask('catalog', StoreUnavailable),
      ),
      newEpoch: () => `epoch-${++this.#epochs}`,
      clock: () => this.now,
      subscribe: (listener) => {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
      },
      onFault: (fault) => this.faults.push(fault),
      ...changes,
    };
    this.app = storefrontApp(this.need);
  }

  /** Puts the product into the catalog. */
  list(productId: string, status: Product['status'] = 'active'): void {
    this.#products[productId] = product(productId, { status });
  }

  /** Puts a price into the record only; it is 900 and the revision. */
  decide(productId: string, revision: number): void {
    const price = { ...priceOf(revision), revision };
    this.#states[productId] = stateAt(revision, { productId, price });
  }

  /** Leaves the product in the record without a price. */
  decideNothing(productId: string): void {
    this.#states[productId] = stateAt(1, { productId, price: undefined });
  }

  /** Lists the product, puts a price into the record and makes it visible in Redis. */
  async sell(productId: string, revision: number): Promise<void> {
    this.list(productId);
    this.decide(productId, revision);
    await publishPriceInForce({ ...this.need, cache: memoryPriceCache({ hashes: this.#hashes }) }, productId);
    this.asked.record = 0;
  }

  /** Makes Redis show an older price, or none, as one does that lost its newest writes. */
  cacheShows(productId: string, revision: number | undefined): void {
    const hash = { epoch: 'old', ...(revision === undefined ? {} : hashOf(revision)) };
    this.#hashes[`price:${productId}`] = hash;
  }

  pass(ms: number): void {
    this.now = shift(this.now, ms);
  }

  tell(heard: Heard): void {
    for (const listener of this.listeners) listener(heard);
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return Promise.resolve(this.app.request(path, { headers }));
  }

  /** The body of an answer to GET. */
  async body(path: string): Promise<Record<string, unknown>> {
    return (await (await this.get(path)).json()) as Record<string, unknown>;
  }
}

const priceOf = (revision: number) => ({
  amount: (900 + revision) as never,
  currency: 'EUR',
  since: at(0),
  eventId: `e${revision}`,
  referencePrice: 950 as never,
});

const hashOf = (revision: number): Record<string, string> => ({
  price: String(900 + revision),
  currency: 'EUR',
  'price.revision': String(revision),
  referencePrice: '950',
  decidedAt: at(0),
  eventId: `e${revision}`,
});

/** The price that `decide` puts in force, as it is told on the channel. */
export const told = (revision: number): PublishedPrice => ({
  price: 900 + revision,
  currency: 'EUR',
  'price.revision': revision,
  referencePrice: 950,
  decidedAt: at(0),
  eventId: `e${revision}`,
});

/** The store, with `check` run before each of its calls. */
function guarded<Store extends object>(store: Store, check: () => void): Store {
  const methods = Object.entries(store).map(([name, method]) => [
    name,
    async (...args: unknown[]) => {
      check();
      return method(...args);
    },
  ]);
  return Object.fromEntries(methods);
}

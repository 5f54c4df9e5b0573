import type { PublishedPrice } from '../../../adapters/price-cache.ts';
import type { Product } from '../../../domain/product/product.ts';
import type { PriceState } from '../../../domain/state/price-state.ts';
import { CacheUnavailable, StoreUnavailable } from '../../../domain/values/errors.ts';
import { shift } from '../../../domain/values/time.ts';
import { type StorefrontDeps, storefrontApp } from '../../../storefront/app.ts';
import type { Heard, Listener } from '../../../storefront/prices-channel.ts';
import { STOREFRONT_ROUTES } from '../../../storefront/routes.ts';
import { publishPriceInForce } from '../../../tasks/publish-price.ts';
import { at, product, stateAt } from '../../contract/samples.ts';
import { memoryCatalog } from '../../fakes/memory-catalog.ts';
import { memoryPriceCache, priceKey } from '../../fakes/memory-price-cache.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { expectAnswer } from '../api/checked-answers.ts';

type Part = 'cache' | 'record' | 'catalog';

/** A storefront over stores in memory, with controls for its clock, its outages and its channel. */
export class Shop {
  now = at(0);
  readonly down = new Set<Part>();
  /** Number of reads of each store. */
  readonly asked = { cache: 0, record: 0, catalog: 0 };
  readonly faults: unknown[] = [];
  readonly listeners = new Set<Listener>();
  readonly #states: Record<string, PriceState> = {};
  readonly #products: Record<string, Product> = {};
  readonly #hashes: Record<string, Record<string, string>> = {};
  #epochs = 0;
  readonly deps: StorefrontDeps;
  readonly app: ReturnType<typeof storefrontApp>;

  constructor(changes: Partial<StorefrontDeps> = {}) {
    const ask = (part: Part, fault: new (message: string) => Error) => () => {
      this.asked[part] += 1;
      if (this.down.has(part)) throw new fault(`${part} is down`);
    };
    this.deps = {
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
    this.app = storefrontApp(this.deps);
  }

  /** Puts the product into the catalog. */
  list(productId: string, status: Product['status'] = 'active'): void {
    this.#products[productId] = product(productId, { status });
  }

  /** Puts a price into the record only. Its amount is 900 plus the revision. */
  decide(productId: string, revision: number): void {
    const price = { ...priceOf(revision), revision };
    this.#states[productId] = stateAt(revision, { productId, price });
  }

  /** The revision of the price in force; 0 without one. */
  inForce = (productId: string): number => this.#states[productId]?.price?.revision ?? 0;

  /** Leaves the product in the record without a price. */
  decideNothing(productId: string): void {
    this.#states[productId] = stateAt(1, { productId, price: undefined });
  }

  /** Lists the product, puts a price into the record and makes it visible in Redis. */
  async sell(productId: string, revision: number): Promise<void> {
    this.list(productId);
    this.decide(productId, revision);
    await publishPriceInForce({ ...this.deps, cache: memoryPriceCache({ hashes: this.#hashes }) }, productId);
    this.asked.record = 0;
  }

  /** Makes Redis show an older price or none, like a Redis that lost its latest writes. */
  cacheShows(productId: string, revision: number | undefined): void {
    const hash = { epoch: 'old', ...(revision === undefined ? {} : hashOf(revision)) };
    this.#hashes[priceKey(productId)] = hash;
  }

  /** The fields of the product in Redis, writable as by any client. */
  hash(productId: string): Record<string, string> {
    const hash = this.#hashes[priceKey(productId)] ?? {};
    this.#hashes[priceKey(productId)] = hash;
    return hash;
  }

  /** Redis loses its data. */
  flush(): void {
    for (const key of Object.keys(this.#hashes)) delete this.#hashes[key];
  }

  pass(ms: number): void {
    this.now = shift(this.now, ms);
  }

  tell(heard: Heard): void {
    for (const listener of this.listeners) listener(heard);
  }

  /** The answer to GET, checked against the storefront's table of routes. */
  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    const response = await this.app.request(path, { headers });
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    if (response.status === 200 && isJson) {
      const name = /^\/v1\/prices(\?|$)/.test(path) ? 'GET /v1/prices' : 'GET /v1/prices/:productId';
      expectAnswer(name, STOREFRONT_ROUTES[name].answer, await response.clone().json());
    }
    return response;
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

/** The price that `decide` puts in force, in the format of the channel. */
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

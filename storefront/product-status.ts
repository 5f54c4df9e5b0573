import type { Catalog } from '../adapters/catalog.ts';
import type { Clock } from '../adapters/clock.ts';
import { StoreUnavailable, UnreadableItem } from '../domain/values/errors.ts';
import { ageMs } from '../domain/values/time.ts';
import { BoundedMap } from './bounded-map.ts';

/** `unverified`: the catalog can't be read, and this process does not know the product. */
export type ProductStatus = 'active' | 'retired' | 'unknown' | 'unverified';

/** Maximum age of a status, in milliseconds. A product that is retired or new appears so after this time at the latest. */
const STATUS_MAX_AGE_MS = 5000;
/** Pause after the catalog could not be reached, so that readers do not queue for it. */
const CATALOG_REST_MS = 1000;
const PRODUCTS_KEPT = 100_000;

/**
 * Reads a product's status from the catalog, at most once in STATUS_MAX_AGE_MS. While the catalog can't be reached, the last
 * known status of any age is used, so that readers of an active product get its price.
 */
export function productStatus(deps: { catalog: Catalog; clock: Clock }) {
  const known = new BoundedMap<{ status: ProductStatus; askedAt: string }>(PRODUCTS_KEPT);
  const asking = new Map<string, Promise<ProductStatus>>();
  let lostAt: string | undefined;
  const passed = (since: string) => ageMs(since, deps.clock());

  const ask = async (productId: string): Promise<ProductStatus> => {
    // The time before the read, so that the age includes the duration of the read.
    const askedAt = deps.clock();
    try {
      const status = (await deps.catalog.product(productId))?.status ?? 'unknown';
      known.set(productId, { status, askedAt });
      return status;
    } catch (error) {
      if (error instanceof StoreUnavailable) lostAt = deps.clock();
      else if (!(error instanceof UnreadableItem)) throw error;
      return known.get(productId)?.status ?? 'unverified';
    } finally {
      asking.delete(productId);
    }
  };

  return async (productId: string): Promise<ProductStatus> => {
    const last = known.get(productId);
    if (last && passed(last.askedAt) < STATUS_MAX_AGE_MS) return last.status;
    if (lostAt !== undefined && passed(lostAt) < CATALOG_REST_MS) return last?.status ?? 'unverified';
    const asked = asking.get(productId) ?? ask(productId);
    asking.set(productId, asked);
    return asked;
  };
}

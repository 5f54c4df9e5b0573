import type { Catalog } from '../adapters/catalog.ts';
import { StoreUnavailable } from '../domain/errors.ts';
import { elapsedMs } from '../domain/time.ts';
import type { Clock } from '../tasks/clock.ts';
import { BoundedMap } from './bounded-map.ts';

/** `unverified`: the catalog can't be reached, and this process has never heard of the product. */
export type ProductStatus = 'active' | 'retired' | 'unknown' | 'unverified';

/** How old a status may be, in milliseconds: a product that is retired, or new, is seen so after this long at the latest. */
export const STATUS_MAX_AGE_MS = 5000;
/** How long the catalog is left alone after it could not be reached, so that readers don't queue up before it. */
export const CATALOG_REST_MS = 1000;
const PRODUCTS_KEPT = 100_000;

/**
 * Tells a product's status from the catalog, asking at most once in STATUS_MAX_AGE_MS. While the catalog can't be reached
 * the last known status stands, however old: a reader of an active product gets its price.
 */
export function productStatus(need: { catalog: Catalog; clock: Clock }) {
  const known = new BoundedMap<{ status: ProductStatus; askedAt: string }>(PRODUCTS_KEPT);
  const asking = new Map<string, Promise<ProductStatus>>();
  let lostAt: string | undefined;
  const passed = (since: string) => elapsedMs(since, need.clock());

  const ask = async (productId: string): Promise<ProductStatus> => {
    // The time before the read, so that the age counts the wait for the answer too.
    const askedAt = need.clock();
    try {
      const status = (await need.catalog.product(productId))?.status ?? 'unknown';
      known.set(productId, { status, askedAt });
      return status;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      lostAt = need.clock();
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

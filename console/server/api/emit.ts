import type { Bus, BusEvent } from '../../../adapters/bus.ts';
import type { Catalog } from '../../../adapters/catalog.ts';
import type { Product } from '../../../domain/product.ts';

const EVENTS_AT_ONCE = 100;

/** Emits `reprice` for every product that is asked for; how many. */
export async function repriceEach(
  need: { catalog: Catalog; bus: Bus },
  why: string,
  asked: (product: Product) => boolean = () => true,
): Promise<number> {
  let repriced = 0;
  let batch: BusEvent[] = [];
  const flush = async () => {
    await need.bus.emit(batch);
    repriced += batch.length;
    batch = [];
  };
  for await (const product of need.catalog.products()) {
    if (!asked(product)) continue;
    batch.push(reprice(product.productId, why));
    if (batch.length === EVENTS_AT_ONCE) await flush();
  }
  if (batch.length > 0) await flush();
  return repriced;
}

export const reprice = (productId: string, why: string): BusEvent => ({
  kind: 'reprice',
  detail: { productId, why: why.slice(0, 500) },
});

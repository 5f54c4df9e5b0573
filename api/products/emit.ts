import type { Bus, BusEvent } from '../../adapters/bus.ts';
import type { Catalog } from '../../adapters/catalog.ts';
import { unlessUnreadable } from '../../adapters/stored-item.ts';
import type { Product } from '../../domain/product/product.ts';
import type { Held } from '../routes/products.ts';

const EVENTS_AT_ONCE = 100;

export interface Emitted {
  repriced: number;
  held: Held;
}

/** Emits `reprice` for every given product whose price may change. Returns the number of these and of the others. */
export async function repriceEach(
  deps: { catalog: Catalog; bus: Bus },
  why: string,
  asked: (product: Product) => boolean = () => true,
): Promise<Emitted> {
  let repriced = 0;
  const held: Held = {};
  let batch: BusEvent[] = [];
  const flush = async () => {
    await deps.bus.emit(batch);
    repriced += batch.length;
    batch = [];
  };
  for await (const product of deps.catalog.products()) {
    if (!asked(product)) continue;
    const reason = await whyHeld(deps, product);
    if (reason !== undefined) {
      held[reason] = (held[reason] ?? 0) + 1;
      continue;
    }
    batch.push(reprice(product.productId, why));
    if (batch.length === EVENTS_AT_ONCE) await flush();
  }
  if (batch.length > 0) await flush();
  return { repriced, held };
}

/** Why no event can change the product's price now; undefined if one can. */
export async function whyHeld(
  { catalog }: { catalog: Pick<Catalog, 'policy'> },
  { status, policyId }: Product,
): Promise<keyof Held | undefined> {
  if (status === 'retired') return 'retired';
  // A product of an unreadable policy gets its dead letter, which says so.
  const policy = await unlessUnreadable(catalog.policy(policyId));
  return policy?.mode === 'paused' ? 'paused' : undefined;
}

export const reprice = (productId: string, why: string): BusEvent => ({
  kind: 'reprice',
  detail: { productId, why: why.slice(0, 500) },
});

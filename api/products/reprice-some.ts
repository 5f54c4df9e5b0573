import type { ApiDeps } from '../deps.ts';
import { notFound } from '../problem.ts';
import type { Held, RepriceResult } from '../routes/products.ts';
import { reprice, whyHeld } from './emit.ts';

/** Emits `reprice` for these products, also if their events will end held. */
export async function repriceSome(
  { catalog, bus }: Pick<ApiDeps, 'catalog' | 'bus'>,
  productIds: string[],
  why: string,
): Promise<RepriceResult> {
  const products = await Promise.all(productIds.map((id) => catalog.product(id)));
  const unknown = productIds.filter((_, at) => products[at] === undefined);
  if (unknown.length > 0) throw notFound(`not in the catalog: ${unknown.join(', ')}; nothing was repriced`);
  const eventIds = await bus.emit(productIds.map((id) => reprice(id, why)));
  const events = productIds.map((productId, at) => ({ productId, eventId: eventIds[at] ?? '' }));
  const held: Held = {};
  for (const product of products) {
    const reason = product && (await whyHeld({ catalog }, product));
    if (reason !== undefined) held[reason] = (held[reason] ?? 0) + 1;
  }
  return { repriced: events.length - Object.values(held).reduce((sum, each) => sum + each, 0), held, events };
}

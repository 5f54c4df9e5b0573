import { sampleCatalog, samplePolicy } from '../../../lab/simulation/sample.ts';
import { openShop } from '../../integration/stack/support/open-shop.ts';
import type { Shop } from '../../integration/stack/support/shop.ts';
import { builtPage } from './desk.ts';

const HOUR_MS = 3_600_000;

/** A stack with the sample catalog and the built console. */
export async function openShopFloor(products = 6): Promise<Shop> {
  const [{ shop }] = await Promise.all([openShop(), builtPage()]);
  const { guardrails, ...terms } = samplePolicy();
  // Events follow each other faster than any cooldown allows.
  await shop.putPolicy({ ...terms, guardrails: { ...guardrails, cooldown: undefined } });
  const goods = sampleCatalog(new Date(Date.now() + HOUR_MS).toISOString()).slice(0, products);
  await shop.stock(...goods.map(({ product }) => product));
  return shop;
}

/** Lowers the product's stock event by event, so that its price moves. Returns the ids of the events. */
export async function sellDown(shop: Shop, productId: string, stocks: readonly number[]): Promise<string[]> {
  const ids: string[] = [];
  for (const [at, stock] of stocks.entries()) {
    const [id = ''] = await shop.send({ productId, stock, sequence: at + 1 });
    await shop.ended(id);
    ids.push(id);
  }
  return ids;
}

/** The newest inventory event that ended `priced`. */
export async function newestPriced(shop: Shop, productId: string): Promise<string> {
  const found = (await shop.rowsOf(productId)).find(
    ({ kind, outcome }) => kind === 'inventory' && outcome === 'priced',
  );
  if (found === undefined) throw new Error(`no event of ${productId} moved its price`);
  return found.eventId;
}

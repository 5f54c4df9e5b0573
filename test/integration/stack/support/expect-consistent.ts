import { expect } from 'vitest';
import { toPublished } from '../../../../tasks/publish-price.ts';
import type { Shop } from './shop.ts';

/** Redis has exactly the price in force. */
export async function expectPublished(shop: Shop, productId: string): Promise<void> {
  const { price } = await shop.state(productId);
  const { epoch, ...hash } = await shop.hash(productId);
  if (price === undefined) return expect(hash).toEqual({});
  const published = Object.entries(toPublished(price)).map(([name, value]) => [name, String(value)]);
  expect({ referencePrice: '', ...Object.fromEntries(published) }).toEqual(hash);
  expect(epoch).toMatch(/./);
}

/** Every event of the product has one outcome, each decision raised the revision once, and Redis has the last price. */
export async function expectConsistent(shop: Shop, productId: string): Promise<void> {
  await shop.settled(productId);
  const [rows, state] = await Promise.all([shop.rowsOf(productId), shop.state(productId)]);
  const revisions = rows.flatMap(({ revision }) => revision ?? []).sort((a, b) => a - b);
  expect(revisions).toEqual(Array.from({ length: state.revision }, (_, at) => at + 1));
  await expectPublished(shop, productId);
}

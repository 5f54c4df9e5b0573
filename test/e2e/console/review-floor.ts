import type { ReviewItem, ReviewPage } from '../../../api/routes/reviews.ts';
import { byStock, product, STOCK } from '../../integration/stack/support/goods.ts';
import { openShop } from '../../integration/stack/support/open-shop.ts';
import type { Shop } from '../../integration/stack/support/shop.ts';
import { builtPage } from './desk.ts';

/** Rejects moves of more than 5%. Releases that move the price by more than 15% need two people. */
const STRICT = {
  guardrails: { reviewJump: { ofPriceInForcePercent: 5 } },
  review: { dueHours: 24, lockMinutes: 15, secondPersonAbove: { changePercent: 15 } },
};

/** A product at EUR 100.00. The rules propose EUR 120.00 for a low stock, EUR 90.00 for a high one. */
export const named = (productId: string, policyId = 'default') =>
  product(productId, { name: productId.toLowerCase().replace('-', ' '), policyId });

/**
 * A stack with rejected proposals and the built console. Further policies: `hasty`, whose reviews are due at once, and
 * `brief`, whose locks last three seconds.
 */
export async function openReviewFloor(...products: ReturnType<typeof named>[]): Promise<Shop> {
  const [{ shop }] = await Promise.all([openShop(), builtPage()]);
  await shop.putPolicy(byStock(STRICT));
  await shop.putPolicy(
    byStock({ ...STRICT, policyId: 'hasty', review: { ...STRICT.review, dueHours: 0.0001 } }),
  );
  await shop.putPolicy(
    byStock({ ...STRICT, policyId: 'brief', review: { ...STRICT.review, lockMinutes: 0.05 } }),
  );
  if (products.length > 0) await shop.stock(...products);
  return shop;
}

/** Puts a policy with these terms in a person's name. */
export async function policyBy(shop: Shop, person: string, policyId: string): Promise<void> {
  const response = await fetch(`${shop.url}/api/policies/${policyId}`, {
    method: 'PUT',
    headers: {
      'content-type': 'application/json',
      'x-pricewire-person': person,
      'x-pricewire-client': 'cli',
    },
    body: JSON.stringify(byStock({ ...STRICT, policyId })),
  });
  if (!response.ok) throw new Error(`PUT ${policyId}: ${response.status} ${await response.text()}`);
}

/** Causes rejections of proposals of EUR 120.00 (`low`) or EUR 90.00 (`over`), in order. Returns the ids of the events. */
export async function reject(
  shop: Shop,
  productIds: readonly string[],
  stock: 'low' | 'over' = 'low',
  sequence = 1,
): Promise<string[]> {
  const ids: string[] = [];
  for (const productId of productIds) {
    const [id = ''] = await shop.send({ productId, stock: STOCK[stock], sequence });
    const { outcome } = await shop.ended(id);
    if (outcome !== 'rejected') throw new Error(`${productId} was ${outcome}`);
    ids.push(id);
  }
  return ids;
}

/** Causes the rejection of a model's proposal, so that there is a demand curve. Returns the event's id. */
export async function rejectByModel(shop: Shop): Promise<string> {
  const productId = 'MODEL-1';
  await shop.putPolicy(
    byStock({ ...STRICT, policyId: 'model', model: { use: true }, goLive: { by: 'at-once' } }),
  );
  await shop.stock({ ...named(productId, 'model'), baselineUnitsPerHour: 20 });
  const [id = ''] = await shop.send({ productId, stock: 3, sequence: 1 });
  const { outcome } = await shop.ended(id);
  const { evidence } = await shop.event(id);
  if (outcome !== 'rejected' || evidence.at(-1)?.proposal?.source !== 'model')
    throw new Error(`${id} was ${outcome}, by ${evidence.at(-1)?.proposal?.source}`);
  return id;
}

/** The API's answer to a person of the console. */
export async function asPerson<Answer>(
  shop: Shop,
  person: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(`${shop.url}/api${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      'x-pricewire-person': person,
      'x-pricewire-client': 'console',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** The present state of a review. */
export async function reviewOf(shop: Shop, reviewId: string): Promise<ReviewItem> {
  const states = 'open,taken,awaiting-second,escalated,upheld,released,lapsed';
  const { items } = await asPerson<ReviewPage>(shop, 'ben', 'GET', `/reviews?limit=200&state=${states}`);
  const found = items.find((item) => item.reviewId === reviewId);
  if (found === undefined) throw new Error(`there is no review ${reviewId}`);
  return found;
}

/** The price that the storefront shows, in minor units. */
export async function priceOf(shop: Shop, productId: string): Promise<number | undefined> {
  return (await shop.state(productId)).price?.amount;
}

import { GoLiveSettings } from '../../../domain/policy/go-live.ts';
import { PolicyTerms } from '../../../domain/policy/policy.ts';
import { HOUR_MS } from '../../../domain/values/time.ts';
import { customers } from '../../simulation/customers.ts';
import { type SampleProduct, sampleCatalog } from '../../simulation/sample.ts';
import { variedHistory } from './history.ts';
import { type Played, readJson, type Shop } from './shop.ts';

/** The measured sale: the sample catalog under the included policy, over some hours. */
export interface Sale {
  visitors: number;
  hours: number;
  seed: number;
}

const TWICE_EVERY = 25;
const LATE_EVERY = 40;
const POLICY = '../../../local/default-policy.json';

interface Shelf extends SampleProduct {
  sequence: number;
}

/**
 * Stocks the shop: every product has its list price in force and a month of history, because commits are billed by the size
 * of the state, which takes a month to reach its final size.
 */
export async function stockShop(shop: Shop, { hours, seed }: Sale): Promise<SampleProduct[]> {
  const shipped = PolicyTerms.parse(await readJson(POLICY));
  // Watched products publish nothing, so the sale is measured once they are live. Their figures are kept all the same.
  const goLive = { ...GoLiveSettings.parse(shipped.goLive ?? {}), by: 'at-once' as const };
  const terms = { ...shipped, goLive };
  await shop.stores.catalog.putPolicy(terms);
  const ends = new Date(shop.clock.now() + hours * HOUR_MS).toISOString();
  const products = sampleCatalog(ends).map((each) => ({
    ...each,
    product: { ...each.product, policyId: terms.policyId },
  }));
  for (const [at, { product }] of products.entries()) {
    await shop.stores.catalog.putProduct(product);
    await shop.play(envelope(shop, 'pricewire', 'SeedRequested', { productId: product.productId }));
    await giveHistory(shop, product.productId, seed + at);
  }
  return products;
}

async function giveHistory(
  { stores: { priceStates }, clock, modelName }: Shop,
  productId: string,
  seed: number,
) {
  const state = await priceStates.read(productId);
  if (state === undefined) throw new Error(`${productId} has no price`);
  const revision = state.revision + 1;
  const eventId = 'history';
  const unsettled = { [eventId]: { outcome: 'held', revision, reason: 'history', at: clock.iso() } } as const;
  await priceStates.commit(
    { ...variedHistory(state, clock.iso(), modelName, seed), revision, unsettled },
    eventId,
  );
  await priceStates.settle(productId, eventId);
}

/** Plays the sale, and calls back with the result of each event. Some events come twice, and some after the next one. */
export async function playSale(
  shop: Shop,
  products: SampleProduct[],
  { visitors, hours, seed }: Sale,
  onEvent: (played: Played, envelope: { id: string }) => void,
): Promise<void> {
  const start = shop.clock.now();
  const shelves = new Map<string, Shelf>(
    products.map((each) => [each.product.productId, { ...each, sequence: 0 }]),
  );
  const late: object[] = [];
  let sold = 0;
  const deliver = async (event: { id: string }) => onEvent(await shop.play(event), event);
  for (const { at, productId, pays } of customers(products, visitors, hours * 3600, seed)) {
    const shelf = shelves.get(productId);
    const price = (await shop.stores.cache.read(productId))?.price;
    if (shelf === undefined || price === undefined || price > pays) continue;
    if (shelf.stock === 0) shelf.stock = 100;
    shelf.stock -= 1;
    shelf.sequence += 1;
    sold += 1;
    shop.clock.goTo(start + at * 1000);
    const event = envelope(shop, 'inventory', 'InventoryChanged', {
      productId,
      stock: shelf.stock,
      sequence: shelf.sequence,
      occurredAt: shop.clock.iso(),
      reason: 'sale',
    });
    if (sold % LATE_EVERY === 0) late.push(event);
    else await deliver(event);
    if (sold % TWICE_EVERY === 0) await deliver(event);
    if (sold % LATE_EVERY === LATE_EVERY - 1) for (const each of late.splice(0)) await deliver(each as never);
  }
}

function envelope({ clock }: Shop, source: string, detailType: string, detail: object) {
  const id = crypto.randomUUID();
  // EventBridge stamps whole seconds.
  const time = `${clock.iso().slice(0, 19)}Z`;
  return {
    version: '0',
    id,
    'detail-type': detailType,
    source,
    account: '123456789012',
    time,
    region: 'us-east-1',
    resources: [],
    detail,
  };
}

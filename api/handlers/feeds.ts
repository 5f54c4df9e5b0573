import type { ApiDeps } from '../deps.ts';
import { remembered } from '../live/remembered.ts';
import type { FEED_ROUTES, Feeds } from '../routes/feeds.ts';
import { strikingFeeds } from '../search/feeds.ts';
import type { Handlers } from '../serve.ts';

const FEEDS_MS = 5_000;

/** Products whose events arrive unlike before. */
export function feedHandlers({
  catalog,
  priceStates,
  events,
  clock,
}: Pick<ApiDeps, 'catalog' | 'priceStates' | 'events' | 'clock'>): Handlers<typeof FEED_ROUTES> {
  const known = remembered(FEEDS_MS, () => Date.parse(clock()), events.feeds);
  return {
    'GET /feeds': async ({ query: { limit } }) => {
      const { facts, looked } = await known();
      const { silent, superseded } = strikingFeeds(facts, Date.parse(clock()));
      const feeds: Feeds = { silent: [], superseded: [], looked };
      for (const each of silent) {
        if (feeds.silent.length === limit) break;
        const product = await catalog.product(each.productId);
        // An inactive product is expected to have no events.
        if (product?.status !== 'active') continue;
        const stock = (await priceStates.read(each.productId))?.stock;
        feeds.silent.push({ ...each, name: product.name, ...(stock === undefined ? {} : { stock }) });
      }
      for (const each of superseded.slice(0, limit)) {
        const product = await catalog.product(each.productId);
        feeds.superseded.push({ ...each, name: product?.name ?? each.productId });
      }
      return feeds;
    },
  };
}

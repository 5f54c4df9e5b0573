import { Hono } from 'hono';
import * as z from 'zod';
import type { Feeds } from '../../contract/products.ts';
import { remembered } from '../live/remembered.ts';
import { strikingFeeds } from '../search/feeds.ts';
import type { ApiNeed } from './need.ts';
import { limitUpTo, readQuery } from './request.ts';

const FeedQuery = z.strictObject({ limit: limitUpTo(200, 50) });
const FEEDS_MS = 5_000;

/** `/feeds`: products whose events don't come as they used to. */
export function feedRoutes(need: ApiNeed): Hono {
  const { catalog, priceStates, events, clock } = need;
  const known = remembered(FEEDS_MS, () => Date.parse(clock()), events.feeds);
  return new Hono().get('/', async (c) => {
    const { limit } = readQuery(c, FeedQuery);
    const { facts, looked } = await known();
    const { silent, superseded } = strikingFeeds(facts, Date.parse(clock()));
    const feeds: Feeds = { silent: [], superseded: [], looked };
    for (const each of silent) {
      if (feeds.silent.length === limit) break;
      const product = await catalog.product(each.productId);
      // Nothing is expected of a product that is not sold any more.
      if (product?.status !== 'active') continue;
      const stock = (await priceStates.read(each.productId))?.stock;
      feeds.silent.push({ ...each, name: product.name, ...(stock === undefined ? {} : { stock }) });
    }
    for (const each of superseded.slice(0, limit)) {
      const product = await catalog.product(each.productId);
      feeds.superseded.push({ ...each, name: product?.name ?? each.productId });
    }
    return c.json(feeds);
  });
}

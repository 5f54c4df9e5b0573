import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { PublishedPrice } from '../../../adapters/price-cache.ts';
import { storefrontApp } from '../../../storefront/app.ts';
import type { Random } from '../random.ts';
import { fastClock } from './fast-clock.ts';
import type { Services } from './services.ts';

/** The prices that shoppers saw, to compare with the ledger later, and errors found so far. */
export interface Shown {
  prices: Map<string, PublishedPrice>;
  broken: string[];
}

/** One shopper at each of two storefront processes, and one who alternates. Ends with `isOpen`. */
export async function letShop(
  { stores, redis }: Services,
  random: Random,
  products: string[],
  isOpen: () => boolean,
): Promise<Shown> {
  const shown: Shown = { prices: new Map(), broken: [] };
  const processes = redis.forStorefronts.map(({ connection, cache }) => {
    if (connection.status === 'wait') connection.connect().catch(() => {});
    return storefrontApp({
      ...stores,
      cache,
      clock: () => new Date(fastClock.now()).toISOString(),
      newEpoch: randomUUID,
      onFault: (fault) => shown.broken.push(`a storefront: ${fault}`),
    });
  });
  const shop = async (stays: number | undefined): Promise<void> => {
    const seen = new Map<string, number>();
    while (isOpen()) {
      await pause(random.between(0, 40));
      const productId = random.oneOf(products);
      const at = processes[stays ?? random.below(processes.length)];
      const floor = seen.get(productId) ?? 0;
      const response = await at?.request(
        `/v1/prices/${productId}${stays === undefined ? `?minRevision=${floor}` : ''}`,
      );
      if (response?.status !== 200) continue;
      const price = (await response.json()) as PublishedPrice;
      const revision = price['price.revision'];
      if (revision < floor)
        shown.broken.push(`a reader of ${productId} was shown revision ${revision} after ${floor}`);
      seen.set(productId, revision);
      shown.prices.set(`${price.eventId}#${revision - 1}`, price);
    }
  };
  await Promise.all([0, 1, undefined].map(shop));
  return shown;
}

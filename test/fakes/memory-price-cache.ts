import { type CachePut, type PriceCache, type PublishedPrice, toHead } from '../../adapters/price-cache.ts';
import { copy } from './plain.ts';

/** The key of a product's hash in the data of a fake. */
export const priceKey = (productId: string): string => `price:${productId}`;

export interface PriceCacheData {
  /** Redis key -> fields, all strings as in Redis. */
  hashes: Record<string, Record<string, string>>;
  /** Number of epochs so far, in place of time: a flush does not reset it. */
  epochs?: number;
  /** Messages on the channel; recorded only if a list is given. */
  messages?: string[];
  /** Listener of the channel. */
  hear?: (text: string) => void;
}

/** A price cache in the given object; every call is one atomic read or write. `flush` deletes everything. */
export function memoryPriceCache(data: PriceCacheData): PriceCache & { flush(): Promise<void> } {
  const read = (productId: string) => copy(toHead(data.hashes[priceKey(productId)]).price);

  const startEpoch = (productId: string, name: string): string => {
    const hash = data.hashes[priceKey(productId)] ?? {};
    if (hash['epoch']) return hash['epoch'];
    data.epochs = (data.epochs ?? 0) + 1;
    const epoch = `${name}@${data.epochs}`;
    data.hashes[priceKey(productId)] = { ...hash, epoch };
    return epoch;
  };

  const put = (productId: string, epoch: string, price: PublishedPrice): CachePut => {
    const hash = data.hashes[priceKey(productId)] ?? {};
    if (hash['epoch'] !== epoch) return { kind: 'epoch-moved' };
    const there = hash['price.revision'];
    const revision = price['price.revision'];
    if (there !== undefined && Number(there) > revision)
      return { kind: 'newer-there', revision: Number(there) };
    data.hashes[priceKey(productId)] = { ...hash, ...toHash(price) };
    if (there !== String(revision)) {
      const text = JSON.stringify({ productId, ...price });
      data.messages?.push(text);
      data.hear?.(text);
    }
    return { kind: 'put' };
  };

  return {
    epoch: async (productId) => data.hashes[priceKey(productId)]?.['epoch'],

    startEpoch: async (productId, name) => startEpoch(productId, name),

    put: async (productId, epoch, price) => put(productId, epoch, price),

    async heads(productIds, newName) {
      if (newName !== undefined) for (const productId of productIds) startEpoch(productId, newName);
      return productIds.map((productId) => copy(toHead(data.hashes[priceKey(productId)])));
    },

    putMany: async (puts) => puts.map(({ productId, epoch, price }) => put(productId, epoch, price)),

    async discard(productId, epoch) {
      const hash = data.hashes[priceKey(productId)] ?? {};
      const shows = hash['price'] !== undefined || hash['price.revision'] !== undefined;
      if (hash['epoch'] !== epoch || !shows) return false;
      delete data.hashes[priceKey(productId)];
      return true;
    },

    read: async (productId) => read(productId),
    readMany: async (productIds) => productIds.map(read),

    async flush() {
      for (const key of Object.keys(data.hashes)) delete data.hashes[key];
    },
  };
}

const toHash = ({ price, referencePrice, ...rest }: PublishedPrice): Record<string, string> => ({
  'price.revision': String(rest['price.revision']),
  price: String(price),
  currency: rest.currency,
  referencePrice: String(referencePrice ?? ''),
  decidedAt: rest.decidedAt,
  eventId: rest.eventId,
});

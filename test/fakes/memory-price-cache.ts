import {
  type CachePut,
  type PriceCache,
  PublishedPrice,
  priceKey,
  toHead,
} from '../../adapters/price-cache.ts';
import { copy } from './plain.ts';

export interface PriceCacheData {
  /** Redis key -> fields, all strings as Redis holds them. */
  hashes: Record<string, Record<string, string>>;
  /** How many epochs were begun: what stands for time, which no flush takes back. */
  epochs?: number;
  /** What was told on the `prices` channel; kept only where a list is given. */
  messages?: string[];
}

/** A price cache in the object given, every call one atomic read or write of it; `flush` loses it all. */
export function memoryPriceCache(data: PriceCacheData): PriceCache & { flush(): Promise<void> } {
  const read = (productId: string) => toPrice(data.hashes[priceKey(productId)]);

  const startEpoch = (productId: string, name: string): string => {
    const hash = data.hashes[priceKey(productId)] ?? {};
    if (hash['epoch'] !== undefined) return hash['epoch'];
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
    if (there !== String(revision)) data.messages?.push(JSON.stringify({ productId, ...price }));
    return { kind: 'put' };
  };

  return {
    epoch: async (productId) => data.hashes[priceKey(productId)]?.['epoch'],

    startEpoch: async (productId, name) => startEpoch(productId, name),

    put: async (productId, epoch, price) => put(productId, epoch, price),

    async heads(productIds, newName) {
      if (newName !== undefined) for (const productId of productIds) startEpoch(productId, newName);
      return productIds.map((productId) => copy(toHead(data.hashes[priceKey(productId)] ?? {})));
    },

    putMany: async (puts) => puts.map(({ productId, epoch, price }) => put(productId, epoch, price)),

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

function toPrice(hash: Record<string, string> | undefined): PublishedPrice | undefined {
  if (hash?.['price'] === undefined) return undefined;
  return copy(PublishedPrice.parse({ ...hash, referencePrice: hash['referencePrice'] || undefined }));
}

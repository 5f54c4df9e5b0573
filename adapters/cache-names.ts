import * as z from 'zod';

/** The stage, or the name of a local stack: the prefix of its keys and channel in Redis. */
export const CacheNamespace = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,39}$/,
    'a namespace of the cache is 1 to 40 of a to z, 0 to 9 and -, and does not begin with -',
  );

/** Keys and channel of one stage or stack in Redis. */
export interface CacheNames {
  /** The hash of a product's price. */
  price(productId: string): string;
  /** Prefix of the keys of prices, before the product id. */
  prices: string;
  /** The channel on which every written price is published, as JSON with its productId. */
  channel: string;
  filled: string;
  /** Key of the stack that fills these keys. */
  owner: string;
}

/** Throws a ZodError for an invalid namespace, because SCAN and access rules use it in patterns. */
export function cacheNames(namespace: string): CacheNames {
  const name = CacheNamespace.parse(namespace);
  return {
    price: (productId) => `${name}:price:${productId}`,
    prices: `${name}:price:`,
    channel: `${name}:prices`,
    filled: `${name}:filled`,
    owner: `${name}:owner`,
  };
}

import * as z from 'zod';
import { PublishedPrice } from '../adapters/price-cache.ts';
import { MAX_IDS } from './limits.ts';

/** A price as readers get it. */
export const Price = PublishedPrice.extend({
  productId: z.string(),
  /** `memory`: neither Redis nor the record answered, so it is the last price known to this process. */
  source: z.enum(['cache', 'record', 'memory']),
  /** Time of the read. */
  asOf: z.string(),
  /** For `memory` only: age of the read, in milliseconds. */
  ageMs: z.number().optional(),
});
export type Price = z.infer<typeof Price>;

/** A product without a price, in an answer for several products. */
export const Missing = z.object({ productId: z.string(), status: z.int(), title: z.string() });
export type Missing = z.infer<typeof Missing>;

export const Prices = z.object({ prices: z.array(Price), missing: z.array(Missing) });
export type Prices = z.infer<typeof Prices>;

const Ids = z.strictObject({
  /** One to 100 product ids with commas in between; a comma in an id is %2C. */
  ids: z.string().meta({ description: `1 to ${MAX_IDS} product ids with commas in between` }),
});

/** The routes of the storefront. `events`: the server-sent events of the answer, by name. */
export const STOREFRONT_ROUTES = {
  'GET /v1/prices': { summary: 'The prices of several products', query: Ids, answer: Prices },
  'GET /v1/prices/stream': {
    summary: 'The prices of several products now, and as they change',
    query: Ids,
    events: { price: Price, missing: Missing },
  },
  'GET /v1/prices/:productId': {
    summary: 'The price of a product',
    query: z.strictObject({
      minRevision: z
        .string()
        .regex(/^\d+$/)
        .meta({ description: 'The lowest price.revision that the reader takes' })
        .optional(),
    }),
    answer: Price,
  },
};

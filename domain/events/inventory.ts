import * as z from 'zod';
import { ProductId } from '../product/product.ts';
import { Time } from '../values/time.ts';
import type { Kind } from './kind.ts';

/** A product has a new stock; from the inventory system. */
export const inventory = {
  source: 'inventory',
  detailType: 'InventoryChanged',
  detail: z.object({
    productId: ProductId.describe('The product, by its id in the catalog.'),
    stock: z
      .int()
      .nonnegative()
      .describe(
        "The product's total of sellable units after the change, over all locations; not the difference.",
      ),
    sequence: z
      .int()
      .nonnegative()
      .describe('Raised by the inventory system with every change of this product; gaps are allowed.'),
    occurredAt: Time.describe(
      'When the stock changed, RFC 3339 with Z or an offset. It determines the sales rate, not the order of events.',
    ),
    reason: z.string().max(500).optional().describe('Why the stock changed; information only.'),
    location: z.string().max(200).optional().describe('Where the stock changed; information only.'),
    expectedRestockAt: Time.optional().describe(
      'When the next goods are expected, RFC 3339 with Z or an offset. It holds until goods come or another event names a time.',
    ),
  }),
  about: 'A product has a new stock.',
  example: {
    productId: 'FA-SCARF',
    stock: 3,
    sequence: 1042,
    occurredAt: '2026-11-23T08:15:00Z',
    reason: 'sale',
    location: 'Berlin',
    expectedRestockAt: '2026-11-27T06:00:00Z',
  },
  asksFor: 'market',
  tellsStock: true,
  isSequenced: true,
  happened: 'The inventory system reported a change of stock, and the price was judged again.',
} as const satisfies Kind;

import * as z from 'zod';
import { ProductId } from '../product/product.ts';
import { type Kind, OWN_SOURCE } from './kind.ts';

/** A product enters the catalog; its list price is put in force. */
export const seed = {
  source: OWN_SOURCE,
  detailType: 'SeedRequested',
  detail: z.object({ productId: ProductId }),
  about: 'A product enters the catalog: its list price is to be put in force.',
  example: { productId: 'FA-SCARF' },
  asksFor: 'list-price',
  tellsStock: false,
  isSequenced: false,
  happened: 'The product entered the catalog, and its list price was put in force.',
} as const satisfies Kind;

import * as z from 'zod';
import { ProductId } from '../product/product.ts';
import { Why } from '../values/why.ts';
import { type Kind, OWN_SOURCE } from './kind.ts';

/** Time has passed, or the terms have changed. */
export const reprice = {
  source: OWN_SOURCE,
  detailType: 'RepriceRequested',
  detail: z.object({ productId: ProductId, why: Why }),
  about: 'Time has passed, or the terms have changed: the price is to be judged again.',
  example: { productId: 'FA-SCARF', why: 'time has passed' },
  asksFor: 'market',
  tellsStock: false,
  isSequenced: false,
  happened: 'Time had passed or the terms had changed, and the price was judged again.',
} as const satisfies Kind;

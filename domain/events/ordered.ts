import * as z from 'zod';
import { ProductId } from '../product/product.ts';

/** Names no person and no price: both are in the stored order, because an event proves nothing about its sender. */
export const Ordered = z.object({ productId: ProductId, orderId: z.string().min(1).max(250) });

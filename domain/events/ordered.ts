import * as z from 'zod';
import { ProductId } from '../product/product.ts';

/** Names no person and no price: both are in the order, since an event can be put on the bus by anybody who may. */
export const Ordered = z.object({ productId: ProductId, orderId: z.string().min(1).max(250) });

import { type Kind, OWN_SOURCE } from './kind.ts';
import { Ordered } from './ordered.ts';

/** An earlier price is put in force again. */
export const rollback = {
  source: OWN_SOURCE,
  detailType: 'RollbackRequested',
  detail: Ordered,
  about: 'An earlier price is to be put in force again, by the stored order that the event names.',
  example: { productId: 'FA-SCARF', orderId: 'rollback-5d1f0a52-1c1c-4b1e-9d0a-7a3b1f0c9e22' },
  asksFor: 'order',
  tellsStock: false,
  isSequenced: false,
  happened: 'A person put an earlier price in force again.',
} as const satisfies Kind;

import { type Kind, OWN_SOURCE } from './kind.ts';
import { Ordered } from './ordered.ts';

/** Compliance lets a rejected price through. */
export const release = {
  source: OWN_SOURCE,
  detailType: 'ReleaseRequested',
  detail: Ordered,
  about: 'A reviewer lets a rejected price through, by the stored order that the event names.',
  example: { productId: 'FA-SCARF', orderId: 'release-0f7c2a6e-9f0d-4f0e-8a44-2f2d1c3b5a61' },
  asksFor: 'order',
  tellsStock: false,
  isSequenced: false,
  happened: 'A person released a price that the guardrails had rejected.',
} as const satisfies Kind;

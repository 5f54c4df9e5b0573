import type { BoundingGuardrail } from './guardrail.ts';
import { limitIfSet } from './limit.ts';

/** Allows no price below the minimum advertised price agreed with the brand. */
export const map: BoundingGuardrail = {
  name: 'map',
  purpose: 'A price does not fall below the minimum advertised price.',
  force: 'binding',
  limits: ({ product }) => limitIfSet('lower', 'minimum-advertised-price', product.minimumAdvertisedPrice),
};

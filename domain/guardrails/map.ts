import { type BoundingGuardrail, limit } from './guardrail.ts';

/** No price below the minimum advertised price that was agreed with the brand. */
export const map: BoundingGuardrail = {
  name: 'map',
  force: 'binding',
  limits: ({ product }) => limit('lower', product.minimumAdvertisedPrice, 'the minimum advertised price'),
};

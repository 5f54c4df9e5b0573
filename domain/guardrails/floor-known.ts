import type { Product } from '../product/product.ts';
import { type JudgingGuardrail, PASS } from './guardrail.ts';

/**
 * Rejects prices of a product without a cost and a minimum price: no floor is known. A cost of 0 counts as unknown, because
 * many systems write 0 for a blank. A list price that a person set needs no floor.
 */
export const floorKnown: JudgingGuardrail = {
  name: 'floor-known',
  purpose: 'Without a known cost or minimum price nobody can say what is too cheap, so nothing is changed.',
  skippedBy: ['list-price'],
  check: (_price, { product }) =>
    floorIsKnown(product)
      ? PASS
      : { kind: 'reject', why: 'the product has neither a unit cost nor a minimum price above 0' },
};

export const floorIsKnown = ({ unitCost, minimumPrice }: Product): boolean =>
  (unitCost ?? 0) > 0 || minimumPrice !== undefined;

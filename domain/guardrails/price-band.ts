import { percentOfDown, percentOfUp } from '../money.ts';
import { type BoundingGuardrail, limit } from './guardrail.ts';

/** Absolute bounds of product and policy, and bounds relative to the list price. */
export const priceBand: BoundingGuardrail = {
  name: 'price-band',
  force: 'firm',
  limits: ({ product, policy }) => {
    const { lowest, highest, percentOfList } = policy.guardrails.priceBand ?? {};
    return [
      ...limit('lower', lowest, "the policy's lowest price"),
      ...limit('upper', highest, "the policy's highest price"),
      ...limit('lower', product.lowestPrice, "the product's lowest price"),
      ...limit('upper', product.highestPrice, "the product's highest price"),
      ...(percentOfList
        ? [
            ...limit(
              'lower',
              percentOfUp(product.listPrice, percentOfList.lowest),
              `${percentOfList.lowest}% of list`,
            ),
            ...limit(
              'upper',
              percentOfDown(product.listPrice, percentOfList.highest),
              `${percentOfList.highest}% of list`,
            ),
          ]
        : []),
    ];
  },
};

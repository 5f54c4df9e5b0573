import { withScarcity } from '../context/scarcity.ts';
import type { BoundingGuardrail } from './guardrail.ts';
import { limitIfSet, limitOf } from './limit.ts';

/** Absolute bounds of product and policy, and bounds relative to the list price, which may be wider while stock is scarce. */
export const priceBand: BoundingGuardrail = {
  name: 'price-band',
  purpose: 'A price stays between the lowest and the highest that are set for the product.',
  force: 'firm',
  limits: (on) => {
    const { product, policy } = on;
    const { lowest, highest, percentOfList } = policy.guardrails.priceBand ?? {};
    const ofList = { of: 'list-price', base: product.listPrice } as const;
    return [
      ...limitIfSet('lower', 'policy-lowest', lowest),
      ...limitIfSet('upper', 'policy-highest', highest),
      ...limitIfSet('lower', 'product-lowest', product.lowestPrice),
      ...limitIfSet('upper', 'product-highest', product.highestPrice),
      ...(percentOfList
        ? [
            limitOf('lower', { ...ofList, percent: percentOfList.lowest }),
            limitOf('upper', {
              ...ofList,
              percent: withScarcity(
                on,
                percentOfList.highest,
                policy.guardrails.whenScarce?.highestPercentOfList,
              ),
            }),
          ]
        : []),
    ];
  },
};

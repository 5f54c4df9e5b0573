import { type JudgingGuardrail, PASS } from './guardrail.ts';

/** A price is a whole number of minor units above zero, in the product's currency; anything else is rejected. */
export const saneNumber: JudgingGuardrail = {
  name: 'sane-number',
  check: (price, { product }, _bounds, proposal) => {
    if (!Number.isSafeInteger(price) || price <= 0) {
      return { kind: 'reject', why: `${proposal.amount} is not a whole number of minor units above zero` };
    }
    if (proposal.currency !== product.currency) {
      return {
        kind: 'reject',
        why: `the proposal is in ${proposal.currency}, the product in ${product.currency}`,
      };
    }
    return PASS;
  },
};

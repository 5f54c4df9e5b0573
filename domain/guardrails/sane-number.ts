import { HIGHEST_AMOUNT, PriceAmount } from '../money.ts';
import { type JudgingGuardrail, PASS } from './guardrail.ts';

/** A price is a whole number of minor units above zero, in the currency of the product and of the price in force; anything else is rejected. */
export const saneNumber: JudgingGuardrail = {
  name: 'sane-number',
  check: (price, { product, state }, _bounds, proposal) => {
    if (!PriceAmount.safeParse(price).success) {
      return {
        kind: 'reject',
        why: `${proposal.amount} is not a whole number of minor units from 1 to ${HIGHEST_AMOUNT}`,
      };
    }
    if (proposal.currency !== product.currency) {
      return {
        kind: 'reject',
        why: `the proposal is in ${proposal.currency}, the product in ${product.currency}`,
      };
    }
    if (state.price && state.price.currency !== product.currency) {
      return {
        kind: 'reject',
        why: `the price in force is in ${state.price.currency}, the product in ${product.currency}`,
      };
    }
    return PASS;
  },
};

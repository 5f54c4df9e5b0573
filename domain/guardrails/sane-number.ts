import type { Proposal } from '../context/proposal.ts';
import { formatMoney, HIGHEST_AMOUNT, PriceAmount } from '../values/money.ts';
import { type JudgingGuardrail, PASS } from './guardrail.ts';

/**
 * Rejects everything except a whole number of minor units above zero, in the currency of the product and of the price in
 * force.
 */
export const saneNumber: JudgingGuardrail = {
  name: 'sane-number',
  purpose: 'A proposal has to be a possible price at all.',
  check: (price, { product, state }, _bounds, proposal) => {
    if (proposal.currency !== product.currency) {
      return {
        kind: 'reject',
        why: `the proposal is in ${proposal.currency}, the product in ${product.currency}`,
      };
    }
    if (!PriceAmount.safeParse(price).success) {
      return {
        kind: 'reject',
        why: `${whatWasProposed(proposal)}; a price is ${formatMoney(1, product.currency)} or a multiple of it, up to ${formatMoney(HIGHEST_AMOUNT, product.currency)}`,
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

function whatWasProposed({ amount, currency }: Proposal): string {
  if (amount === null || !Number.isFinite(amount)) return 'what was proposed is no number';
  if (Number.isInteger(amount)) return `${formatMoney(amount, currency)} was proposed`;
  const [below, above] = [Math.floor(amount), Math.ceil(amount)].map((each) => formatMoney(each, currency));
  return `a price between ${below} and ${above} was proposed`;
}

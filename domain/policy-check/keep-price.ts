import type { PolicyTerms } from '../policy/policy.ts';
import { type PolicyWarning, warnIf } from './warning.ts';

/** Policies whose prices jump with every failure of the model, and `keep-price` rules that can't prevent it. */
export function keepPriceWarnings({ model, rules }: PolicyTerms): PolicyWarning[] {
  const at = rules.findIndex(({ kind }) => kind === 'keep-price');
  return [
    ...warnIf(
      model.use && at < 0,
      'rules',
      'have no keep-price: with every failure of the model the price jumps to that of the rules, and back when the model answers',
    ),
    ...warnIf(
      model.use && at > 0,
      `rules.${at}`,
      'keeps the price only where no rule before it applies: make it the first rule',
    ),
    ...warnIf(!model.use && at >= 0, `rules.${at}`, 'has no effect: the policy does not use the model'),
  ];
}

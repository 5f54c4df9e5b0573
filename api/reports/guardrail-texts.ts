/** The purpose of each guardrail, for readers who do not know Pricewire. */
export const GUARDRAIL_TEXTS: Record<string, string> = {
  'sane-number': 'A proposal has to be a valid price.',
  'floor-known':
    'Without a known cost or minimum price, no price can be checked for being too low, so nothing is changed.',
  'review-jump': 'A change that is unusually large waits for a person.',
  cooldown: 'A price stands for a while before the next one replaces it.',
  'price-band': 'A price stays between the lowest and the highest that are set for the product.',
  'emergency-cap':
    'In a declared emergency a price does not rise more than a set percentage above the price before it.',
  map: 'A price does not fall below the minimum advertised price.',
  'max-step': 'One change moves a price by no more than a set percentage.',
  'window-band': 'Within some hours a price moves by no more than a set percentage in all.',
  'reversal-limit': 'A price does not go up and down again and again.',
  rounding: 'A price has the usual ending.',
  'dead-band': 'A change too small to matter is not made.',
  'margin-floor': 'A price never falls below cost and the minimum margin.',
};

export const VERDICT_TEXTS: Record<string, string> = {
  pass: 'Passed',
  clamp: 'Changed it',
  yield: 'Gave way to a stronger bound',
  hold: 'Kept the price in force',
  reject: 'Rejected it',
  skipped: 'Does not apply to a price set by a person',
};

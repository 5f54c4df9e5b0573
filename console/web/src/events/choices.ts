/** What filters offer to choose from; a test holds it against the domain, whose values the page does not carry. */
export const GUARDRAILS = [
  'sane-number',
  'floor-known',
  'review-jump',
  'cooldown',
  'price-band',
  'emergency-cap',
  'map',
  'max-step',
  'window-band',
  'reversal-limit',
  'rounding',
  'dead-band',
  'margin-floor',
];
export const KINDS = ['inventory', 'seed', 'reprice', 'release', 'rollback'];
export const SOURCES = ['model', 'rules', 'operator'];

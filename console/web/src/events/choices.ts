import type { EventKind } from '../../../../domain/events/index.ts';

/** The choices of the filters; a test compares them with the domain, which the page does not load. */
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
// The compiler requires every kind.
const KNOWN_KINDS: Record<EventKind, true> = {
  inventory: true,
  seed: true,
  reprice: true,
  release: true,
  rollback: true,
};
export const KINDS = Object.keys(KNOWN_KINDS);
export const SOURCES = ['model', 'rules', 'operator'];

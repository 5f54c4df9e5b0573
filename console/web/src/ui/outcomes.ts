import type { Outcome } from '../../../../domain/record/ledger.ts';

/** Every outcome, worst last. */
export const OUTCOMES: readonly (Outcome | 'open')[] = [
  'priced',
  'held',
  'shadowed',
  'superseded',
  'open',
  'rejected',
  'dead-lettered',
];

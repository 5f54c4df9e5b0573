import type { Measured } from './measured.ts';

/** The metric of an unreadable item; `line` names it. */
export const unreadableMeasures = (line: string): Measured => ({
  service: 'stores',
  counts: { UnreadableItems: 1 },
  facts: { unreadable: line },
});

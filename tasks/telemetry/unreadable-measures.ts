import type { Measured } from './measured.ts';

/** An item that can't be read, by the line that names it. */
export const unreadableMeasures = (line: string): Measured => ({
  service: 'stores',
  counts: { UnreadableItems: 1 },
  facts: { unreadable: line },
});

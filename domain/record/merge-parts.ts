import { ascending } from '../values/sorting.ts';
import type { TraceEntry, TracePart } from './trace-part.ts';

/**
 * The entries of one execution by position, from parts in any order that may overlap. An entry is undefined if no part
 * contains it: an item of the record is gone.
 */
export function mergeParts(parts: readonly TracePart[]): (TraceEntry | undefined)[] {
  const length = Math.max(0, ...parts.map(({ from, entries }) => from + entries.length));
  const found = Array.from({ length }, (): TraceEntry[] => []);
  for (const { from, entries } of parts)
    for (const [at, entry] of entries.entries()) found[from + at]?.push(entry);
  return found.map(merged);
}

// A state that writes the record has no end in its own part, but may have one in a later part.
function merged(same: readonly TraceEntry[]): TraceEntry | undefined {
  if (same.length === 0) return undefined;
  return Object.assign({}, ...[...same].sort(ascending(rank)));
}

const rank = (entry: TraceEntry): string =>
  `${entry.left === undefined ? 0 : 1} ${JSON.stringify(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))}`;

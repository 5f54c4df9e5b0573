import { ascending } from '../values/sorting.ts';
import type { TraceEntry, TracePart } from './trace-part.ts';

/**
 * The entries of one execution, each at its place, from parts in any order that may overlap. Undefined where no part has an entry:
 * an item of the record is gone.
 */
export function mergeParts(parts: readonly TracePart[]): (TraceEntry | undefined)[] {
  const length = Math.max(0, ...parts.map(({ from, entries }) => from + entries.length));
  const found = Array.from({ length }, (): TraceEntry[] => []);
  for (const { from, entries } of parts)
    for (const [at, entry] of entries.entries()) found[from + at]?.push(entry);
  return found.map(merged);
}

// A state that writes the record is in its own part without its end, and may be in a later one with it.
function merged(same: readonly TraceEntry[]): TraceEntry | undefined {
  if (same.length === 0) return undefined;
  return Object.assign({}, ...[...same].sort(ascending(rank)));
}

const rank = (entry: TraceEntry): string =>
  `${entry.left === undefined ? 0 : 1} ${JSON.stringify(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)))}`;

import { ascending } from '../values/sorting.ts';
import type { Evidence, LedgerRow } from './ledger.ts';
import { mergeParts } from './merge-parts.ts';
import { executionKey, type TraceEntry, type TracePart } from './trace-part.ts';

/** The traces of one execution in the record of its event. */
export interface Left {
  execution: string;
  /** Present if the execution joined the row. */
  arn?: string;
  entries: (TraceEntry | undefined)[];
  /** Evidence written by this execution, by the number of entries before the state that wrote it. */
  evidence: Map<number, Evidence>;
  /** Whether its last part is in the row, and not only in evidence, which is written earlier. */
  hasEnd: boolean;
}

/** All executions that the record names, in the order of their starts. */
export function executionsOf(row: LedgerRow, evidence: readonly Evidence[]): Left[] {
  const arns = new Map(row.executions.map((arn) => [executionKey(arn), arn]));
  const inRow = Object.values(row.traces ?? {});
  const inEvidence = evidence.flatMap(({ trace }) => trace ?? []);
  const names = new Set([...arns.keys(), ...[...inRow, ...inEvidence].map(({ execution }) => execution)]);
  const left = [...names].map((execution): Left => {
    const own = (part: TracePart | undefined) => part?.execution === execution;
    const entries = mergeParts([...inRow, ...inEvidence].filter(own));
    const arn = arns.get(execution);
    return {
      execution,
      ...(arn === undefined ? {} : { arn }),
      entries,
      evidence: new Map(
        evidence
          .filter(({ trace }) => own(trace))
          .map((each) => [(each.trace?.from ?? 0) + (each.trace?.entries.length ?? 0), each]),
      ),
      hasEnd: inRow.some((part) => own(part) && part.from + part.entries.length === entries.length),
    };
  });
  return inOrder(row, left);
}

export const startOf = ({ entries }: Left): string | undefined => entries[0]?.entered;

/**
 * Sorts by start. Executions without entries have no known start: one of them is first if no other execution can have opened
 * the row; the others are placed before the end of the event.
 */
function inOrder(row: LedgerRow, left: readonly Left[]): Left[] {
  const started = left
    .filter(({ entries }) => entries.length > 0)
    .sort(ascending((each) => startOf(each) ?? row.receivedAt));
  const silent = left.filter(({ entries }) => entries.length === 0);
  const opened = started.some((each) => (startOf(each) ?? row.receivedAt) <= row.receivedAt);
  const first = opened ? [] : silent.splice(0, 1);
  const last = started.findIndex(
    ({ arn, entries }) => arn === undefined || entries.at(-1)?.state === 'Close',
  );
  const at = last < 0 ? started.length : last;
  return [...first, ...started.slice(0, at), ...silent, ...started.slice(at)];
}

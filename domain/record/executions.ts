import { ascending } from '../values/sorting.ts';
import type { Evidence, LedgerRow } from './ledger.ts';
import { mergeParts } from './merge-parts.ts';
import { executionKey, type TraceEntry, type TracePart } from './trace-part.ts';

/** What one execution left in the record of its event. */
export interface Left {
  execution: string;
  /** Known of those that joined the row. */
  arn?: string;
  entries: (TraceEntry | undefined)[];
  /** Evidence that it wrote itself, by the number of entries that came before the state which wrote it. */
  evidence: Map<number, Evidence>;
  /** Whether its last word is in the row: not only in evidence, which is written on the way. */
  hasEnd: boolean;
}

/** Every execution that the record of an event names, in the order of their starts. */
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
 * Nothing tells when an execution began that left nothing. One of them opened the row, unless another execution was at it then;
 * the others came before the end of the event.
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

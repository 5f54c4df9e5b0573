import type { Evidence, LedgerRow } from '../../domain/record/ledger.ts';
import type { TraceEntry, TracePart } from '../../domain/record/trace-part.ts';
import type { Facts } from './conservation.ts';
import type { Visit } from './visits.ts';

/** Compares the record of every event with what its executions really did. Returns the differences. */
export const brokenRecords = (
  { rows, evidenceOf }: Pick<Facts, 'rows' | 'evidenceOf'>,
  visitsOf: (execution: string) => Visit[],
): string[] => rows.flatMap((row) => brokenRecord(row, evidenceOf(row.eventId), visitsOf));

function brokenRecord(
  row: LedgerRow,
  evidence: Evidence[],
  visitsOf: (execution: string) => Visit[],
): string[] {
  const parts = [...evidence.flatMap(({ trace }) => trace ?? []), ...Object.values(row.traces ?? {})];
  const executions = [...Map.groupBy(parts, ({ execution }) => execution)];
  const isWhole = executions.some(([, each]) => each.some(closes) && hole(each) === undefined);
  return [
    ...(isWhole ? [] : [`the record of ${row.eventId} has no whole trace of an execution that closed it`]),
    ...evidence
      .filter(({ judgedOn, context }) => judgedOn?.state.revision !== context)
      .map(({ context }) => `${row.eventId} was judged at ${context}, which its record does not have`),
    ...executions.flatMap(([execution, each]) =>
      each.flatMap((part) => brokenPart(row.eventId, part, visitsOf(execution))),
    ),
  ];
}

const closes = ({ entries }: TracePart): boolean =>
  entries.some(({ state, left, error }) => state === 'Close' && (left === undefined || error !== undefined));

/** The first entry before the last one that is in no part. */
function hole(parts: TracePart[]): number | undefined {
  const known = new Set(parts.flatMap(({ from, entries }) => entries.map((_, at) => from + at)));
  return Array.from({ length: Math.max(...known) }, (_, at) => at).find((at) => !known.has(at));
}

const brokenPart = (eventId: string, { execution, from, entries }: TracePart, visits: Visit[]): string[] =>
  entries.flatMap((entry, at) =>
    isOf(entry, visits[from + at])
      ? []
      : [
          `entry ${from + at} of ${execution} in the record of ${eventId} says ${entry.state} at ${entry.entered}`,
        ],
  );

const isOf = ({ state, entered, left }: TraceEntry, visit: Visit | undefined): boolean =>
  visit?.state === state &&
  // For a duplicate this is the start of its execution, which enters its first state at once.
  Date.parse(entered) === visit.entered &&
  (left === undefined || Date.parse(left) === visit.left);

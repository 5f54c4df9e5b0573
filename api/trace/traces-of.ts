import type { Catalog } from '../../adapters/catalog.ts';
import type { ExecutionLogLink } from '../../adapters/execution-log-link.ts';
import type { Ledger } from '../../adapters/ledger.ts';
import type { PolicyTerms } from '../../domain/policy/policy.ts';
import { expiryText } from '../../domain/record/committed-evidence.ts';
import type { Evidence, LedgerRow } from '../../domain/record/ledger.ts';
import { isWithoutTrace, readRecord } from '../../domain/record/read-record.ts';
import type { Trace } from '../../domain/record/trace.ts';
import { shift } from '../../domain/values/time.ts';
import { definitionText } from '../../workflows/definition.ts';
import { OUTAGES, UNCLEAR } from '../../workflows/passing-errors.ts';
import type { EventTrace } from '../routes/events.ts';
import { workflowGraph } from './workflow-graph.ts';

const PASSING = new Set([...OUTAGES, ...UNCLEAR]);
const workflow = {
  graph: workflowGraph(JSON.parse(definitionText())),
  isPassing: (error: string) => PASSING.has(error),
};

/** The traces of an event's executions, read from its record by key. */
export async function tracesOf(
  {
    ledger,
    catalog,
    executionLog,
  }: {
    ledger: Pick<Ledger, 'readEvidence'>;
    catalog: Pick<Catalog, 'policyVersion'>;
    executionLog?: ExecutionLogLink;
  },
  row: LedgerRow,
): Promise<Pick<EventTrace, 'executions' | 'withoutTrace' | 'expired'>> {
  const evidence = await ledger.readEvidence(row.eventId);
  if (isWithoutTrace({ row, evidence })) return { executions: [], withoutTrace: true };
  const executions = readRecord({ row, evidence, terms: await termsOf(catalog, evidence) }, workflow);
  const expired = expiryText(row, evidence);
  return {
    executions: executions.map((trace) => ({
      ...(expired === undefined ? trace : withoutGaps(trace)),
      ...logOf(trace, row, executionLog),
    })),
    ...(expired === undefined ? {} : { expired }),
  };
}

/** A way with stays missing would look like one that the execution did not take. */
const withoutGaps = ({ missing, ...trace }: Trace): Trace =>
  missing === undefined ? trace : { ...trace, states: [] };

/** An execution runs for less than 5 minutes. */
const LONGEST_MS = 5 * 60_000;

// Level ERROR logs nothing about successful executions.
function logOf({ status, executionArn, startedAt }: Trace, row: LedgerRow, link?: ExecutionLogLink) {
  if (status === 'succeeded' || executionArn === undefined || link === undefined) return {};
  const since = startedAt ?? row.receivedAt;
  return { log: link(executionArn, { since, until: shift(startedAt ?? row.closedAt ?? since, LONGEST_MS) }) };
}

async function termsOf(
  catalog: Pick<Catalog, 'policyVersion'>,
  evidence: readonly Evidence[],
): Promise<(policyId: string, version: number) => PolicyTerms | undefined> {
  const key = (policyId: string, version: number) => `${policyId} ${version}`;
  const policies = new Map(
    evidence.flatMap(({ judgedOn }) =>
      judgedOn ? [[key(judgedOn.policy.policyId, judgedOn.policy.version), judgedOn.policy] as const] : [],
    ),
  );
  const read = await Promise.all(
    [...policies].map(
      async ([name, { policyId, version }]) =>
        [name, await catalog.policyVersion(policyId, version)] as const,
    ),
  );
  const terms = new Map(read);
  return (policyId, version) => terms.get(key(policyId, version));
}

import { stringify } from 'csv-stringify/sync';
import { canonicalJson } from '../../adapters/audit-chain.ts';
import type { AuditLog } from '../../adapters/audit-log.ts';
import type { AuditEntry, AuditFilter } from '../../domain/people/audit.ts';

const COLUMNS: Record<string, (entry: AuditEntry) => string | number> = {
  day: ({ day }) => day,
  seq: ({ seq }) => seq,
  at: ({ at }) => at,
  by: ({ by }) => by,
  client: ({ client }) => client,
  action: ({ action }) => action,
  subjectKind: ({ subject }) => subject.kind,
  subjectId: ({ subject }) => subject.id,
  productId: ({ productId = '' }) => productId,
  guardrail: ({ guardrail = '' }) => guardrail,
  details: ({ details }) => canonicalJson(details),
  previous: ({ previous }) => previous,
  hash: ({ hash }) => hash,
};

// A spreadsheet would run a text that begins with =.
const line = (values: (string | number)[]): string => stringify([values], { escape_formulas: true });

/** The entries as CSV for people, newest first, by lines. Only the JSONL export can be verified. */
export async function* auditCsv(log: AuditLog, filter: AuditFilter): AsyncGenerator<string> {
  yield line(Object.keys(COLUMNS));
  for await (const entry of log.newest(filter)) yield line(Object.values(COLUMNS).map((of) => of(entry)));
}

import * as z from 'zod';
import { exportLines } from '../../compliance/audit/export-lines.ts';
import { verifyLog } from '../../compliance/audit/verify-log.ts';
import { audit } from '../access/audited.ts';
import { auditCsv } from '../audit/audit-csv.ts';
import type { ApiDeps } from '../deps.ts';
import { download } from '../download.ts';
import { ApiProblem } from '../problem.ts';
import type { AUDIT_ROUTES, AuditEntry, AuditHead } from '../routes/audit.ts';
import { cursorOf, placeOf } from '../search/cursor.ts';
import type { Handlers } from '../serve.ts';

const Place = z.object({ day: z.string(), seq: z.int() });

/** The audit log. */
export const auditHandlers = (deps: Pick<ApiDeps, 'audit' | 'clock'>): Handlers<typeof AUDIT_ROUTES> => ({
  'GET /audit': async ({ query: { cursor, limit, ...filter } }) => {
    const from = cursor === undefined ? undefined : placeOf(cursor, Place);
    const entries: AuditEntry[] = [];
    for await (const entry of deps.audit.newest(filter, from)) {
      entries.push(entry);
      if (entries.length > limit) break;
    }
    const shown = entries.slice(0, limit);
    const last = shown.at(-1);
    const more = entries.length > limit && last !== undefined;
    return { entries: shown, ...(more ? { next: cursorOf({ day: last.day, seq: last.seq }) } : {}) };
  },
  'GET /audit/days': async ({ query: { limit } }) => {
    const days: AuditHead[] = [];
    for await (const { head } of deps.audit.days()) {
      days.push(head);
      if (days.length === limit) break;
    }
    const { retentionDays } = deps.audit;
    return { days, ...(retentionDays === undefined ? {} : { retentionDays }) };
  },
  'GET /audit/verify': ({ query: { day } }) => verifyLog(deps.audit, deps.clock(), { day }),
  'GET /audit/export': async ({ c, query: { format, ...filter } }) => {
    await audit(c, deps, { subject: { kind: 'audit', id: 'export' }, details: { format, ...filter } });
    const lines =
      format === 'csv' ? auditCsv(deps.audit, filter) : exportLines(deps.audit, filter, deps.clock());
    return download(lines, `audit.${format}`);
  },
  'POST /audit/anchor': async ({ c }) => {
    // A damaged log must not be signed as right.
    const { ok, problem } = await verifyLog(deps.audit, deps.clock(), { uncounted: true });
    if (!ok) throw new ApiProblem(409, 'Conflict', `the log was changed: ${problem}`);
    await audit(c, deps, { subject: { kind: 'audit', id: 'anchor' }, details: {} });
    return { anchored: await deps.audit.beginAnchor() };
  },
});

import { Hono } from 'hono';
import * as z from 'zod';
import type { AuditEntry } from '../../../domain/audit.ts';
import { DAY_MS, shift, Time } from '../../../domain/time.ts';
import { exportLines } from '../../../tasks/audit/export-lines.ts';
import { verifyLines } from '../../../tasks/audit/verify-lines.ts';
import type { AuditDays, AuditPage, AuditVerification } from '../../contract/audit.ts';
import { audit } from '../audited.ts';
import { Cursor, cursorOf, placeOf } from '../search/cursor.ts';
import { auditCsv } from './audit-csv.ts';
import { download } from './download.ts';
import type { ApiNeed } from './need.ts';
import { limitUpTo, readQuery } from './request.ts';

const word = z.string().min(1).max(500).optional();
const Filter = z
  .strictObject({
    since: Time.optional(),
    until: Time.optional(),
    /** An action, or with a point at its end all that begin so: `review.` */
    action: word,
    by: word,
    product: word,
    guardrail: word,
  })
  .refine(({ since, until }) => since === undefined || until === undefined || since <= until, {
    error: 'is before since',
    path: ['until'],
  });
const PageQuery = Filter.safeExtend({ cursor: Cursor, limit: limitUpTo(500, 100) });
const ExportQuery = Filter.safeExtend({ format: z.enum(['csv', 'jsonl']).default('jsonl') });
const Place = z.object({ day: z.string(), seq: z.int() });
const DaysQuery = z.strictObject({ limit: limitUpTo(4000, 400) });
const VerifyQuery = z.strictObject({ day: z.iso.date().optional() });

/** `/audit`: who did what. */
export const auditRoutes = (need: ApiNeed): Hono =>
  new Hono()
    .get('/', async (c) => {
      const { cursor, limit, ...filter } = readQuery(c, PageQuery);
      const from = cursor === undefined ? undefined : placeOf(cursor, Place);
      const entries: AuditEntry[] = [];
      for await (const entry of need.audit.newest(filter, from)) {
        entries.push(entry);
        if (entries.length > limit) break;
      }
      const shown = entries.slice(0, limit);
      const last = shown.at(-1);
      const more = entries.length > limit && last !== undefined;
      return c.json({
        entries: shown,
        ...(more ? { next: cursorOf({ day: last.day, seq: last.seq }) } : {}),
      } satisfies AuditPage);
    })
    .get('/days', async (c) => {
      const { limit } = readQuery(c, DaysQuery);
      const days: AuditDays['days'] = [];
      for await (const { head } of need.audit.days()) {
        days.push(head);
        if (days.length === limit) break;
      }
      const { retentionDays } = need.audit;
      return c.json({ days, ...(retentionDays === undefined ? {} : { retentionDays }) } satisfies AuditDays);
    })
    .get('/verify', async (c) => c.json(await verification(need, readQuery(c, VerifyQuery).day)))
    .get('/export', async (c) => {
      const { format, ...filter } = readQuery(c, ExportQuery);
      await audit(c, need, { subject: { kind: 'audit', id: 'export' }, details: { format, ...filter } });
      const lines =
        format === 'csv' ? auditCsv(need.audit, filter) : exportLines(need.audit, filter, need.clock());
      return download(lines, `audit.${format}`);
    });

async function verification({ audit, clock }: ApiNeed, day: string | undefined): Promise<AuditVerification> {
  const filter = day === undefined ? {} : { since: `${day}T00:00:00.000Z`, until: `${day}T23:59:59.999Z` };
  const verdict = await verifyLines(exportLines(audit, filter, clock()));
  if (!verdict.ok) return { ok: false, entries: verdict.entries, problem: verdict.problem };
  const { entries, sealed, forgotten } = verdict;
  const tooSoon = forgotten.find((each) => !mayBeForgotten(each, audit.retentionDays, clock()));
  if (tooSoon !== undefined)
    return { ok: false, entries, problem: `entries of ${tooSoon} were deleted before their time` };
  return { ok: true, entries: entries + sealed };
}

const mayBeForgotten = (day: string, retentionDays: number | undefined, now: string): boolean =>
  retentionDays !== undefined && day < shift(now, -retentionDays * DAY_MS).slice(0, 10);

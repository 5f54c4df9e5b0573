import { setTimeout } from 'node:timers/promises';
import type { Context } from 'hono';
import type { AuditLog } from '../../adapters/audit-log.ts';
import type { AuditEntry, AuditNote } from '../../domain/people/audit.ts';
import type { ApiProblem } from '../problem.ts';
import type { RouteRow } from '../rows.ts';
import { callerOf, knownCallerOf } from './caller.ts';

/** The part of an audit note that a route supplies. The person, and the action unless given, come from the request. */
export type AuditOf = Omit<AuditNote, 'by' | 'as' | 'client' | 'action'> & { action?: string };

const ROW = 'pricewire-route';
const DONE = 'pricewire-audited';

/** Stores the row of the route that answers the request. */
export const setRow = (c: Context, row: RouteRow): void => c.set(ROW, row);

/**
 * Writes an audit entry about what is to be done, and by whom. Throws if it can't, and then the act must not be done. Call it
 * once the request is known to be valid and before the act.
 */
export async function audit(c: Context, deps: { audit: AuditLog }, of: AuditOf): Promise<AuditEntry> {
  // A read-only caller has no right to delete kept notes.
  if ((c.get(ROW) as RouteRow | undefined)?.effect === 'write') await deps.audit.enterKept();
  const entry = await deps.audit.append(noteOf(c, of));
  c.set(DONE, true);
  return entry;
}

/** How long an urgent act waits for the audit log, in milliseconds. */
const PATIENCE_MS = 3_000;

/**
 * Like `audit`, for actions that must also work while the audit log or its key is unavailable. An entry that can't be appended
 * within `PATIENCE_MS` is stored outside the log and appended later. Returns true if it was appended at once.
 */
export async function auditOrKeep(c: Context, deps: { audit: AuditLog }, of: AuditOf): Promise<boolean> {
  const note = noteOf(c, of);
  const fault = await Promise.race([
    deps.audit.append(note).then(
      () => undefined,
      (error: unknown) => String(error),
    ),
    setTimeout(PATIENCE_MS, `no answer within ${PATIENCE_MS} ms`, { ref: false }),
  ]);
  if (fault !== undefined)
    await deps.audit.keep({ ...note, details: { ...note.details, enteredLater: fault.slice(0, 500) } });
  c.set(DONE, true);
  return fault === undefined;
}

function noteOf(c: Context, of: AuditOf): AuditNote {
  const { id, as, client } = callerOf(c);
  const action = of.action ?? (c.get(ROW) as RouteRow | undefined)?.audit;
  if (action === undefined) throw new Error(`${c.req.path} has no action for the audit log`);
  return { ...of, action, by: id, ...(as === undefined ? {} : { as }), client };
}

const SHOWN = 500;

/** Writes an audit entry about a refused change. */
export async function auditRefusal(
  c: Context,
  deps: { audit: AuditLog },
  { row, person, problem }: { row: RouteRow; person: string | undefined; problem: ApiProblem },
): Promise<void> {
  const { id = 'unknown', as, client = 'system' } = knownCallerOf(c) ?? {};
  const [subject = c.req.path] = Object.values(c.req.param());
  await deps.audit.append({
    by: id,
    ...(as === undefined ? {} : { as }),
    client,
    action: 'request.refused',
    subject: { kind: row.path.split('/')[1] ?? 'page', id: subject.slice(0, SHOWN) },
    details: {
      request: `${row.method} ${row.path}`,
      title: problem.title,
      why: problem.message.slice(0, SHOWN),
      // The name that the request claims; it proves nothing.
      ...(id === 'unknown' && person !== undefined ? { person: person.slice(0, SHOWN) } : {}),
    },
  });
}

/** Declares that this answer needs no audit entry: it shows no evidence and changes nothing. */
export const noAudit = (c: Context): void => c.set(DONE, true);

/**
 * Runs after the handler and before the answer is sent. Writes a missing entry about a view of evidence; any other missing
 * entry is a fault.
 */
export async function requireAudit(c: Context, deps: { audit: AuditLog }, row: RouteRow): Promise<void> {
  if (row.audit === undefined || row.audit === 'own' || c.get(DONE) === true) return;
  if (row.effect !== 'view-evidence')
    throw new Error(`${row.method} ${row.path} was answered without an entry in the audit log`);
  const [id = c.req.path] = Object.values(c.req.param());
  await audit(c, deps, { subject: { kind: row.path.split('/')[1] ?? 'page', id }, details: c.req.query() });
}

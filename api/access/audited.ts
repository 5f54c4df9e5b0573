import { setTimeout } from 'node:timers/promises';
import type { Context } from 'hono';
import type { AuditLog } from '../../adapters/audit-log.ts';
import type { AuditEntry, AuditNote } from '../../domain/people/audit.ts';
import type { ApiProblem } from '../problem.ts';
import type { RouteRow } from '../rows.ts';
import { callerOf, knownCallerOf } from './caller.ts';

/** The part of an audit note that a route supplies. The person is read from the request; the action too, unless it is given. */
export type AuditOf = Omit<AuditNote, 'by' | 'as' | 'client' | 'action'> & { action?: string };

const ROW = 'pricewire-route';
const DONE = 'pricewire-audited';

/** Notes which row of the table the request goes by. */
export const setRow = (c: Context, row: RouteRow): void => c.set(ROW, row);

/**
 * Writes into the audit log what is about to be done, and by whom; throws if that can't be written, so that it is not done.
 * To be called once the request is known to be valid, and before the act.
 */
export async function audit(c: Context, deps: { audit: AuditLog }, of: AuditOf): Promise<AuditEntry> {
  // A read-only caller has no right to delete kept notes.
  if ((c.get(ROW) as RouteRow | undefined)?.effect === 'write') await deps.audit.enterKept();
  const entry = await deps.audit.append(noteOf(c, of));
  c.set(DONE, true);
  return entry;
}

/** How long an act that must not be held up waits for the audit log, in milliseconds. */
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

/** Writes into the audit log that somebody was refused what would have changed something. */
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
      // Who it says it is, which proves nothing.
      ...(id === 'unknown' && person !== undefined ? { person: person.slice(0, SHOWN) } : {}),
    },
  });
}

/** Says that the answer shows no evidence, or that nothing is to be done, so that there is nothing to write. */
export const noAudit = (c: Context): void => c.set(DONE, true);

/**
 * After the answer is made and before it is sent: a view of evidence that its route has not written itself is written now.
 * Anything else that should have been written is a fault.
 */
export async function requireAudit(c: Context, deps: { audit: AuditLog }, row: RouteRow): Promise<void> {
  if (row.audit === undefined || row.audit === 'own' || c.get(DONE) === true) return;
  if (row.effect !== 'view-evidence')
    throw new Error(`${row.method} ${row.path} was answered without an entry in the audit log`);
  const [id = c.req.path] = Object.values(c.req.param());
  await audit(c, deps, { subject: { kind: row.path.split('/')[1] ?? 'page', id }, details: c.req.query() });
}

import type { Context } from 'hono';
import type { AuditLog } from '../../adapters/audit-log.ts';
import { callerOf } from './caller.ts';
import type { RouteRow } from './route-table.ts';

type Note = Parameters<AuditLog['append']>[0];

/** What a route tells of what it is about to do; who does it, and what it is called, is known from the request. */
export type AuditOf = Omit<Note, 'by' | 'client' | 'action'>;

const ROW = 'pricewire-route';
const DONE = 'pricewire-audited';

/** Notes which row of the table the request goes by. */
export const setRow = (c: Context, row: RouteRow): void => c.set(ROW, row);

/**
 * Writes into the audit log what is about to be done, and by whom; throws if that can't be written, so that it is not done.
 * To be called once the request is known to be valid, and before the act.
 */
export async function audit(c: Context, need: { audit: AuditLog }, of: AuditOf): Promise<void> {
  const { id, client } = callerOf(c);
  const action = (c.get(ROW) as RouteRow | undefined)?.audit;
  if (action === undefined) throw new Error(`${c.req.path} has no action for the audit log`);
  await need.audit.append({ ...of, action, by: id, client });
  c.set(DONE, true);
}

/** Says that the answer shows no evidence, or that nothing is to be done, so that there is nothing to write. */
export const noAudit = (c: Context): void => c.set(DONE, true);

/**
 * After the answer is made and before it is sent: a view of evidence that its route has not written itself is written now.
 * Anything else that should have been written is a fault.
 */
export async function requireAudit(c: Context, need: { audit: AuditLog }, row: RouteRow): Promise<void> {
  if (row.audit === undefined || row.audit === 'own' || !c.res.ok || c.get(DONE) === true) return;
  if (row.effect !== 'view-evidence')
    throw new Error(`${row.method} ${row.path} was answered without an entry in the audit log`);
  const [id = c.req.path] = Object.values(c.req.param());
  await audit(c, need, { subject: { kind: row.path.split('/')[1] ?? 'page', id }, details: c.req.query() });
}

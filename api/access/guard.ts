import type { Context, Handler } from 'hono';
import { getCookie } from 'hono/cookie';
import type { AuditLog } from '../../adapters/audit-log.ts';
import { isFromOtherSite } from '../../adapters/browser-request.ts';
import { ApiProblem } from '../problem.ts';
import type { RouteRow } from '../rows.ts';
import { auditRefusal, requireAudit, setRow } from './audited.ts';
import { setCaller } from './caller.ts';
import type { Asking, Identity } from './identity.ts';

export const PERSON_HEADER = 'x-pricewire-person';
export const CLIENT_HEADER = 'x-pricewire-client';
/** For links and downloads, which carry no header of ours. */
const PERSON_COOKIE = 'pricewire-person';

/** What the guard needs to identify the caller and to write audit entries. */
export interface GuardDeps {
  identity: Identity;
  audit: AuditLog;
}

/**
 * Answers a route only if the request comes from our own origin or from no page, and the caller has the route's role. Sees to
 * its audit entry. Refuses with 401 or 403.
 */
export const guarded =
  (deps: GuardDeps, row: RouteRow, answer: (c: Context) => Promise<Response>): Handler =>
  async (c) => {
    setRow(c, row);
    try {
      refuseOtherSites(c);
      const caller = deps.identity.whoIs(askingOf(c));
      if (typeof caller === 'object' && 'id' in caller) setCaller(c, caller);
      requireRole(caller, row.role);
      const answered = await answer(c);
      if (answered.ok) await requireAudit(c, deps, row);
      return answered;
    } catch (error) {
      if (error instanceof ApiProblem && error.status === FORBIDDEN && row.effect === 'write')
        await auditRefusal(c, deps, { row, person: c.req.header(PERSON_HEADER), problem: error });
      throw error;
    }
  };

const FORBIDDEN = 403;

function refuseOtherSites(c: Context): void {
  const request = { method: c.req.method, header: (name: string) => c.req.header(name) };
  if (isFromOtherSite(request, 'own', new URL(c.req.url).origin))
    throw new ApiProblem(403, 'Another site', 'a page of another site may not send this request');
}

function askingOf(c: Context): Asking {
  const isCli = c.req.header(CLIENT_HEADER) === 'cli';
  if (isCli && c.req.header('sec-fetch-site') !== undefined)
    throw new ApiProblem(403, 'Sent by a browser', 'a browser must not send x-pricewire-client: cli');
  const header = c.req.header(PERSON_HEADER);
  const cookie = c.req.method === 'GET' ? getCookie(c, PERSON_COOKIE) : undefined;
  return { person: header === undefined ? cookie : unescaped(header), client: isCli ? 'cli' : 'console' };
}

// Header values are limited to Latin-1, so names arrive escaped.
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function requireRole(caller: ReturnType<Identity['whoIs']>, role: RouteRow['role']): void {
  if (role === 'anyone') return;
  if (caller === 'nobody')
    throw new ApiProblem(
      401,
      'Nobody',
      `the request names no person: choose a name, or send the header ${PERSON_HEADER}`,
    );
  if (caller === 'stranger') throw new ApiProblem(403, 'Not allowed', 'you are not in the list of people');
  if ('refused' in caller) throw new ApiProblem(403, 'Not allowed', caller.refused);
  const sufficient = [role].flat();
  if (!sufficient.some((each) => caller.roles.includes(each)))
    throw new ApiProblem(
      403,
      'Not allowed',
      `${caller.name} does not have the role ${sufficient.join(' or ')}`,
    );
}

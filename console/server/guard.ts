import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { matchedRoutes } from 'hono/route';
import type { AuditLog } from '../../adapters/audit-log.ts';
import { ApiProblem } from './api/problem.ts';
import { requireAudit, setRow } from './audited.ts';
import { type Caller, setCaller } from './caller.ts';
import type { Asking, Identity } from './identity.ts';
import { type RouteRow, rowOf } from './route-table.ts';

export const PERSON_HEADER = 'x-pricewire-person';
export const CLIENT_HEADER = 'x-pricewire-client';
/** A link that is opened or downloaded carries no header of ours. */
export const PERSON_COOKIE = 'pricewire-person';

/**
 * Lets a request through to its route only if it comes from this very origin or from no page at all, and from somebody who
 * has the route's role. Refuses with 401 and 403.
 */
export const guard =
  (need: { identity: Identity; audit: AuditLog }): MiddlewareHandler =>
  async (c, next) => {
    const row = rowOfRequest(c);
    // There is no such route: the answer is 404 whoever asks.
    if (row === undefined) return next();
    refuseOtherSites(c);
    setRow(c, row);
    const caller = need.identity.whoIs(askingOf(c));
    if (typeof caller === 'object') setCaller(c, caller);
    requireRole(caller, row.role);
    await next();
    await requireAudit(c, need, row);
  };

// The routes know themselves by where they are mounted; the table does not.
function rowOfRequest(c: Context): RouteRow | undefined {
  const matched = matchedRoutes(c);
  const own = matched[c.req.routeIndex]?.path ?? '';
  const prefix = own.replace(/\/?\*$/, '');
  const answering = matched.find(({ method }) => method !== 'ALL');
  if (answering === undefined) return undefined;
  const row = rowOf({ method: answering.method, path: answering.path.slice(prefix.length) });
  if (row === undefined)
    throw new Error(`${answering.method} ${answering.path} is not in the table of routes`);
  return row;
}

function refuseOtherSites(c: Context): void {
  const site = c.req.header('sec-fetch-site');
  // `none`: typed in, or opened from a bookmark; a page can't send anything that way.
  const isOwn = site === undefined || site === 'same-origin' || (site === 'none' && c.req.method === 'GET');
  const origin = c.req.header('origin');
  if (!isOwn || (origin !== undefined && origin !== new URL(c.req.url).origin))
    throw new ApiProblem(403, 'Another site', 'a page of another site may not ask this');
}

function askingOf(c: Context): Asking {
  const isCli = c.req.header(CLIENT_HEADER) === 'cli';
  if (isCli && c.req.header('sec-fetch-site') !== undefined)
    throw new ApiProblem(403, 'Not the command line', 'a page is not the command line');
  const header = c.req.header(PERSON_HEADER);
  const cookie = c.req.method === 'GET' ? getCookie(c, PERSON_COOKIE) : undefined;
  return { person: header === undefined ? cookie : unescaped(header), client: isCli ? 'cli' : 'console' };
}

// Headers hold no other letters than those of Latin-1.
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function requireRole(caller: Caller | 'nobody' | 'stranger', role: RouteRow['role']): void {
  if (role === 'anyone') return;
  if (caller === 'nobody')
    throw new ApiProblem(
      401,
      'Nobody',
      `say who you are: choose a name, or send the header ${PERSON_HEADER}`,
    );
  if (caller === 'stranger') throw new ApiProblem(403, 'Not allowed', 'you are not in the list of people');
  const sufficient = [role].flat();
  if (!sufficient.some((each) => caller.roles.includes(each)))
    throw new ApiProblem(
      403,
      'Not allowed',
      `${caller.name} does not have the role ${sufficient.join(' or ')}`,
    );
}

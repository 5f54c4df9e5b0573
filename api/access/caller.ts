import type { Context } from 'hono';
import { ApiProblem } from '../problem.ts';
import type { Role } from '../routes/session.ts';

/** The person or program behind a request. */
export interface Caller {
  /** The subject by which people are compared and named in the audit log. */
  id: string;
  name: string;
  /** On a stage: the ARN of the credentials. */
  as?: string;
  client: 'console' | 'cli';
  roles: readonly Role[];
}

const KEY = 'pricewire-caller';

/** The caller. Throws if it is unknown, which a route with a role excludes. */
export function callerOf(c: Context): Caller {
  const caller = knownCallerOf(c);
  if (caller === undefined) throw new ApiProblem(401, 'Nobody', 'the request names no person');
  return caller;
}

/** The caller, or undefined; for a route that is open to anyone. */
export const knownCallerOf = (c: Context): Caller | undefined => c.get(KEY) as Caller | undefined;

export const setCaller = (c: Context, caller: Caller): void => c.set(KEY, caller);

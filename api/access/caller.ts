import type { Context } from 'hono';
import { ApiProblem } from '../problem.ts';
import type { Role } from '../routes/session.ts';

/** Who asks, and through what. */
export interface Caller {
  /** The subject that people are compared by, and that the audit log names. */
  id: string;
  name: string;
  /** Of a stage: the ARN of the credentials. */
  as?: string;
  client: 'console' | 'cli';
  roles: readonly Role[];
}

const KEY = 'pricewire-caller';

/** Who asks. Throws where nobody is known, which no route with a role gets to see. */
export function callerOf(c: Context): Caller {
  const caller = knownCallerOf(c);
  if (caller === undefined) throw new ApiProblem(401, 'Nobody', 'say who you are');
  return caller;
}

/** The same, for a route that anyone may ask. */
export const knownCallerOf = (c: Context): Caller | undefined => c.get(KEY) as Caller | undefined;

export const setCaller = (c: Context, caller: Caller): void => c.set(KEY, caller);

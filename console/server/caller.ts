import type { Context } from 'hono';
import type { Role } from '../contract/people.ts';
import { ApiProblem } from './api/problem.ts';

/** Who asks, and through what. */
export interface Caller {
  /** What the audit log names them by. */
  id: string;
  name: string;
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

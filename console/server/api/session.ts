import { Hono } from 'hono';
import type { Session } from '../../contract/people.ts';
import { knownCallerOf } from '../caller.ts';
import type { ApiNeed } from './need.ts';

/** `/session`: where this is, who can be chosen, and who asks. */
export const sessionRoutes = ({ identity }: ApiNeed): Hono =>
  new Hono().get('/', (c) => {
    const caller = knownCallerOf(c);
    const me = caller && { id: caller.id, name: caller.name, roles: [...caller.roles] };
    return c.json({ ...identity.session, ...(me ? { me } : {}) } satisfies Session);
  });

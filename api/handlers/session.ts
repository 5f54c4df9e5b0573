import { knownCallerOf } from '../access/caller.ts';
import type { ApiDeps } from '../deps.ts';
import { operatorsApi } from '../openapi.ts';
import type { SESSION_ROUTES } from '../routes/session.ts';
import type { Handlers } from '../serve.ts';

type Deps = Pick<ApiDeps, 'identity' | 'status'>;

export function sessionHandlers({ identity, status }: Deps): Handlers<typeof SESSION_ROUTES> {
  let document: ReturnType<typeof operatorsApi> | undefined;
  return {
    // Made on request: it takes 50 ms and is rarely needed.
    'GET /openapi.json': () => {
      document ??= operatorsApi();
      return document;
    },
    'GET /session': ({ c }) => {
      const caller = knownCallerOf(c);
      const me = caller && { id: caller.id, name: caller.name, roles: [...caller.roles] };
      return { ...identity.session, ...(me ? { me } : {}) };
    },
    'GET /status': () => status(),
  };
}

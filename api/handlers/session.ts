import { knownCallerOf } from '../access/caller.ts';
import type { ApiDeps } from '../deps.ts';
import { operatorsApi } from '../openapi.ts';
import type { SESSION_ROUTES } from '../routes/session.ts';
import type { Handlers } from '../serve.ts';

type Deps = Pick<ApiDeps, 'identity' | 'status'>;

export function sessionHandlers({ identity, status }: Deps): Handlers<typeof SESSION_ROUTES> {
  let document: ReturnType<typeof operatorsApi> | undefined;
  return {
    // Few ask for it, and it takes some 50 ms.
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

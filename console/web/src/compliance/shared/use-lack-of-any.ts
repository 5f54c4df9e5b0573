import type { Role } from '../../../../contract/people.ts';
import { useSession } from '../../api/session.ts';

/** Why the person can't do what takes one of these roles; undefined where they can. The server has the last word. */
export function useLackOfAny(roles: readonly Role[]): string | undefined {
  const { data: session } = useSession();
  if (session === undefined) return 'Who you are is not known yet';
  if (session.me === undefined) return 'Choose who you are first';
  const { me } = session;
  return roles.some((role) => me.roles.includes(role))
    ? undefined
    : `${me.name} has none of the roles ${roles.join(', ')}`;
}

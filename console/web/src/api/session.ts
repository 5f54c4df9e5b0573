import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Role, Session } from '../../../contract/people.ts';
import { get } from './client.ts';
import { currentPerson, usePersonId } from './person.ts';
import { queryClient } from './query-client.ts';

const sessionQuery = (person: string | undefined) =>
  queryOptions({
    queryKey: ['session', person],
    queryFn: ({ signal }) => get<Session>('/session', { signal }),
    staleTime: 60_000,
  });

/** Who is here, and on which stage. */
export const useSession = () => useQuery(sessionQuery(usePersonId()));

/** Asks who is here before anything is drawn. */
export const prefetchSession = (): Promise<void> => queryClient.prefetchQuery(sessionQuery(currentPerson()));

/** Why the person can't do what takes this role; undefined where they can. The server has the last word. */
export function useLack(role: Role): string | undefined {
  const { data: session } = useSession();
  if (session === undefined) return 'Who you are is not known yet';
  if (session.me === undefined) return 'Choose who you are first';
  return session.me.roles.includes(role) ? undefined : `${session.me.name} does not have the role ${role}`;
}

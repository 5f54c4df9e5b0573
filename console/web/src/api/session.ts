import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Role } from '../../../../api/routes/session.ts';
import { call } from './client.ts';
import { currentPerson, usePersonId } from './person.ts';
import { queryClient } from './query-client.ts';

const sessionQuery = (person: string | undefined) =>
  queryOptions({
    queryKey: ['session', person],
    queryFn: ({ signal }) => call('GET /session', { signal }),
    staleTime: 60_000,
  });

/** The current person and stage. */
export const useSession = () => useQuery(sessionQuery(usePersonId()));

/** Fetches the session before the first render. */
export const prefetchSession = (): Promise<void> => queryClient.prefetchQuery(sessionQuery(currentPerson()));

/** The reason why the person lacks this role; undefined if they have it. The server decides. */
export function useLack(role: Role): string | undefined {
  const { data: session } = useSession();
  if (session === undefined) return 'Your identity is not loaded yet';
  if (session.me === undefined) return 'Choose a person first';
  return session.me.roles.includes(role) ? undefined : `${session.me.name} does not have the role ${role}`;
}

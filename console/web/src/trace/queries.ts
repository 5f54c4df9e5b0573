import { queryOptions } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';

const OPEN_EVERY_MS = 1_500;

/** The trace of an event; fetched again while the event is open. */
export const traceQuery = (id: string) =>
  queryOptions({
    queryKey: ['trace', id],
    queryFn: ({ signal }) => call('GET /events/:id/trace', { params: { id }, signal }),
    refetchInterval: ({ state: { data } }) =>
      data && data.row.outcome === undefined ? OPEN_EVERY_MS : false,
    staleTime: 30_000,
  });

/** The state machine; it changes only with a deployment. */
export const workflowQuery = queryOptions({
  queryKey: ['workflow'],
  queryFn: ({ signal }) => call('GET /workflow', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Fetches the data of an event's page while its code is still loading. */
export function prefetchTrace({ id = '' }: { id?: string }): void {
  void queryClient.prefetchQuery(traceQuery(id));
  void queryClient.prefetchQuery(workflowQuery);
}

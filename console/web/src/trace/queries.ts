import { queryOptions } from '@tanstack/react-query';
import type { EventTrace, WorkflowGraph } from '../../../contract/trace.ts';
import { apiPath, get } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';

const OPEN_EVERY_MS = 1_500;

/** The trace of an event; asked for again as long as the event is open. */
export const traceQuery = (id: string) =>
  queryOptions({
    queryKey: ['trace', id],
    queryFn: ({ signal }) => get<EventTrace>(apiPath`/events/${id}/trace`, { signal }),
    refetchInterval: ({ state: { data } }) =>
      data && data.row.outcome === undefined ? OPEN_EVERY_MS : false,
    staleTime: 30_000,
  });

/** The state machine; it changes only with a deployment. */
export const workflowQuery = queryOptions({
  queryKey: ['workflow'],
  queryFn: ({ signal }) => get<WorkflowGraph>('/workflow', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Asks for what the page of an event shows while its code is still on its way. */
export function prefetchTrace({ id = '' }: { id?: string }): void {
  void queryClient.prefetchQuery(traceQuery(id));
  void queryClient.prefetchQuery(workflowQuery);
}

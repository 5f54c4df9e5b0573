import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { traceQuery, workflowQuery } from './queries.ts';

export const useTrace = (id: string) => useQuery(traceQuery(id));

export const useWorkflow = () => useQuery(workflowQuery);

/** The row and the evidence of an event's decisions. */
export const useEventDetail = (id: string | undefined) =>
  useQuery({
    queryKey: ['event', id],
    queryFn: ({ signal }) => call('GET /events/:id', { params: { id: id ?? '' }, signal }),
    enabled: id !== undefined,
    staleTime: 30_000,
  });

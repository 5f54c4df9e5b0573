import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { DeadLetterGroup } from '../../../../api/routes/dead-letters.ts';
import { call } from '../api/client.ts';
import { queryClient } from '../api/query-client.ts';

const EVERY_MS = 5_000;
const PAGE = 100;

/** The letters of both queues by cause; refetched regularly. */
export const useGroups = () =>
  useQuery({
    queryKey: ['dead-letters', 'groups'],
    queryFn: ({ signal }) => call('GET /dead-letters/groups', { signal }),
    refetchInterval: EVERY_MS,
  });

/** The letters of one group, page by page. */
export const useLetters = ({ key, queue }: DeadLetterGroup) =>
  useInfiniteQuery({
    queryKey: ['dead-letters', 'letters', queue, key],
    queryFn: ({ pageParam, signal }) =>
      call('GET /dead-letters', { query: { queue, group: key, limit: PAGE, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  });

/** Refetches after a redrive: cured letters have left the queues. */
export const lettersChanged = (): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: ['dead-letters'] });

import { useInfiniteQuery } from '@tanstack/react-query';
import type { SearchFilter } from '../../../../api/routes/search.ts';
import { call } from '../api/client.ts';

const PAGE = 200;

/** All matching events, loaded page by page. */
export const useSearch = (filter: SearchFilter) =>
  useInfiniteQuery({
    queryKey: ['search', filter],
    queryFn: ({ pageParam, signal }) =>
      call('GET /search', { query: { ...filter, limit: PAGE, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    // Loaded pages stay unchanged while a person reads; the page shows the number of newer events.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });

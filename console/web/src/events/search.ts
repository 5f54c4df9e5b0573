import { useInfiniteQuery } from '@tanstack/react-query';
import type { SearchFilter, SearchResult } from '../../../contract/search.ts';
import { get, type Query } from '../api/client.ts';

const PAGE = 200;

/** All events that a filter finds, page by page as they are wanted. */
export const useSearch = (filter: SearchFilter) =>
  useInfiniteQuery({
    queryKey: ['search', filter],
    queryFn: ({ pageParam, signal }) =>
      get<SearchResult>('/search', { query: { ...queryOf(filter), limit: PAGE, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    // What was read stays as it is while somebody reads it; the page says when there is more above.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });

/** A filter as query parameters. */
export const queryOf = (filter: SearchFilter): Query => ({ ...filter });

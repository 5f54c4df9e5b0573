import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import type { ReviewItem, TakeNext } from '../../../../../api/routes/reviews.ts';
import { call } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { ReviewFilter } from './review-filter.ts';

const PAGE = 50;
const EVERY_MS = 10_000;
const RELEASING_MS = 1_000;
const RELEASING_LOOKS = 10;

/** Matching reviews, oldest due first, loaded page by page. */
export const useReviews = (filter: ReviewFilter) =>
  useInfiniteQuery({
    queryKey: ['reviews', filter],
    queryFn: ({ pageParam, signal }) =>
      call('GET /reviews', { query: { ...filter, limit: PAGE, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    refetchInterval: EVERY_MS,
  });

/**
 * A review with its evidence. Each fetch is an audited view, so there is no automatic refetch, except for a few while a
 * release is coming in force.
 */
export const useReview = (id: string) =>
  useQuery({
    queryKey: ['review', id],
    queryFn: ({ signal }) => call('GET /reviews/:id', { params: { id }, signal }),
    refetchInterval: ({ state: { data, dataUpdateCount } }) =>
      data !== undefined && isReleasing(data.item) && dataUpdateCount < RELEASING_LOOKS
        ? RELEASING_MS
        : false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

/** Whether a decided release is not in force yet. */
export const isReleasing = ({ state, releasedPrice }: ReviewItem): boolean =>
  state === 'released' && releasedPrice === undefined;

/** Takes the free matching review that is due first. */
export const useTakeNext = (done: (item: ReviewItem | null) => void) =>
  useMutation({
    mutationFn: async (filter: TakeNext) => (await call('POST /reviews/take-next', { body: filter })).item,
    onSuccess: async (item) => {
      await reviewsChanged();
      done(item);
    },
  });

/** Fetches the lists and the opened reviews again. */
export async function reviewsChanged(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['reviews'] }),
    queryClient.invalidateQueries({ queryKey: ['review'] }),
  ]);
}

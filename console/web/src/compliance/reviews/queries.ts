import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import type { ReviewItem, TakeNext } from '../../../../../api/routes/reviews.ts';
import { call } from '../../api/client.ts';
import { queryClient } from '../../api/query-client.ts';
import type { ReviewFilter } from './review-filter.ts';

const PAGE = 50;
const EVERY_MS = 10_000;
const RELEASING_MS = 1_000;
const RELEASING_LOOKS = 10;

/** Rejections that the filter finds, oldest due first, page by page as they are wanted. */
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
 * Everything that is known of one. Each look is a view of evidence, which the audit log tells of, so it is not asked for by
 * itself, but for a few times until a price that was released is in force.
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

/** Whether its release was decided, and has not come in force yet. */
export const isReleasing = ({ state, releasedPrice }: ReviewItem): boolean =>
  state === 'released' && releasedPrice === undefined;

/** Takes the one that is due first and free, of those that the filter finds. */
export const useTakeNext = (done: (item: ReviewItem | null) => void) =>
  useMutation({
    mutationFn: async (filter: TakeNext) => (await call('POST /reviews/take-next', { body: filter })).item,
    onSuccess: async (item) => {
      await reviewsChanged();
      done(item);
    },
  });

/** Has the lists and the files of reviews asked for again. */
export async function reviewsChanged(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['reviews'] }),
    queryClient.invalidateQueries({ queryKey: ['review'] }),
  ]);
}

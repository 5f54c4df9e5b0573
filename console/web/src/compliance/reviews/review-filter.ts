import { useSearchParams } from 'react-router';
import type { ReviewState, TakeNext } from '../../../../../api/routes/reviews.ts';
import { useUrlFilter } from '../shared/url-filter.ts';

const REVIEW_FILTERS = ['state', 'guardrail', 'product', 'policy', 'overdue', 'mine'] as const;
type ReviewFilterName = (typeof REVIEW_FILTERS)[number];
export type ReviewFilter = Partial<Record<ReviewFilterName, string>>;

/** Undecided states; the server's default. */
export const UNDECIDED: readonly ReviewState[] = ['open', 'taken', 'awaiting-second', 'escalated'];

/** The filter in the address. */
export const useReviewFilter = () => useUrlFilter(REVIEW_FILTERS);

/** The search part of the address, for a link from a review back to its list. */
export const useListSearch = (): string => {
  const [parameters] = useSearchParams();
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
};

/** The filter for the next review to take: that of the list, without the state. */
export const takeFilterOf = ({ guardrail, product, policy }: ReviewFilter): TakeNext => ({
  ...(guardrail === undefined ? {} : { guardrail }),
  ...(product === undefined ? {} : { product }),
  ...(policy === undefined ? {} : { policy }),
});

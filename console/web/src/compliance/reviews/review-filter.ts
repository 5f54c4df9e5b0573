import { useSearchParams } from 'react-router';
import type { ReviewState } from '../../../../contract/reviews.ts';
import { useUrlFilter } from '../shared/url-filter.ts';

export const REVIEW_FILTERS = ['state', 'guardrail', 'product', 'policy', 'overdue', 'mine'] as const;
export type ReviewFilterName = (typeof REVIEW_FILTERS)[number];
export type ReviewFilter = Partial<Record<ReviewFilterName, string>>;

/** Those that nobody has decided; what the server lists when no state is named. */
export const UNDECIDED: readonly ReviewState[] = ['open', 'taken', 'awaiting-second', 'escalated'];

/** The filter that the address holds. */
export const useReviewFilter = () => useUrlFilter(REVIEW_FILTERS);

/** The search of the address, for a link from a review back to the list that it was found in. */
export const useListSearch = (): string => {
  const [parameters] = useSearchParams();
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
};

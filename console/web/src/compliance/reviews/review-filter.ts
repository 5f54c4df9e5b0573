import { useSearchParams } from 'react-router';
import type { ReviewState, TakeNext } from '../../../../contract/reviews.ts';
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

/** What the next one to take has to be like: as those in the list, but for the state. */
export const takeFilterOf = ({ guardrail, product, policy }: ReviewFilter): TakeNext => ({
  ...(guardrail === undefined ? {} : { guardrail }),
  ...(product === undefined ? {} : { product }),
  ...(policy === undefined ? {} : { policy }),
});

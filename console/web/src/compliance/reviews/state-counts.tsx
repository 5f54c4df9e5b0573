import type { ReviewPage, ReviewState } from '../../../../../api/routes/reviews.ts';
import { count } from '../../ui/numbers.ts';
import { words } from '../shared/words.ts';
import { type ReviewFilter, UNDECIDED } from './review-filter.ts';
import styles from './state-counts.module.css';

const DECIDED: readonly ReviewState[] = ['upheld', 'released', 'lapsed'];

interface StateCountsProps {
  counts: ReviewPage['counts'];
  filter: ReviewFilter;
  change: (changes: ReviewFilter) => void;
}

/** The number of reviews in each state; each is a filter. */
export function StateCounts({ counts, filter: { state, overdue }, change }: StateCountsProps) {
  const waiting = UNDECIDED.reduce((sum, each) => sum + counts[each], 0);
  const choice = (name: string, value: number, pressed: boolean, changes: ReviewFilter, tone = '') => (
    <button
      key={name}
      type="button"
      aria-pressed={pressed}
      className={styles.choice}
      onClick={() => change({ state: '', overdue: '', ...changes })}
    >
      <span className={styles.name}>{name}</span>
      <span className={`${styles.count} ${tone}`}>{count(value)}</span>
    </button>
  );
  const one = (each: ReviewState) =>
    choice(words(each), counts[each], state === each && overdue === undefined, { state: each });
  return (
    <fieldset className={styles.counts}>
      <legend className="hidden-visually">Review state</legend>
      {choice('Waiting', waiting, state === undefined && overdue === undefined, {})}
      {choice(
        'Overdue',
        counts.overdue,
        overdue === 'true',
        { overdue: 'true' },
        counts.overdue > 0 ? styles.bad : '',
      )}
      {UNDECIDED.map(one)}
      {DECIDED.map(one)}
    </fieldset>
  );
}

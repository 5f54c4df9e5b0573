import type { Outcome } from '../../../../domain/ledger.ts';
import styles from './outcome-badge.module.css';

/** What an event ended in; `open` while it has not. */
export const OutcomeBadge = ({ outcome }: { outcome: Outcome | 'open' }) => (
  <span className={`${styles.badge} ${styles[outcome] ?? ''}`}>{outcome}</span>
);

export { OUTCOMES } from './outcomes.ts';

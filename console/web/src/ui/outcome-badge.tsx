import type { Outcome } from '../../../../domain/record/ledger.ts';
import styles from './outcome-badge.module.css';

/** The outcome of an event; `open` without one. */
export const OutcomeBadge = ({ outcome }: { outcome: Outcome | 'open' }) => (
  <span className={`${styles.badge} ${styles[outcome] ?? ''}`}>{outcome}</span>
);

export { OUTCOMES } from './outcomes.ts';

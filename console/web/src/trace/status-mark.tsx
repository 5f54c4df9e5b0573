import styles from './status-mark.module.css';
import type { VisitStatus } from './visits.ts';

/** How a stay went, in a word. */
export const StatusMark = ({ status }: { status: VisitStatus }) => (
  <span className={`${styles.mark} ${styles[status]}`}>{status}</span>
);

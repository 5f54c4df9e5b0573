import styles from './status-mark.module.css';
import type { VisitStatus } from './visits.ts';

/** The status of a stay. */
export const StatusMark = ({ status }: { status: VisitStatus }) => (
  <span className={`${styles.mark} ${styles[status]}`}>{status}</span>
);

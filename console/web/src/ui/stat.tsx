import type { ReactNode } from 'react';
import styles from './stat.module.css';

interface StatProps {
  name: string;
  value: ReactNode;
  about?: ReactNode;
  tone?: 'good' | 'warn' | 'bad' | undefined;
}

/** One figure with its name and a line of explanation. */
export const Stat = ({ name, value, about, tone }: StatProps) => (
  <div className={styles.stat}>
    <dt>{name}</dt>
    <dd className={`${styles.value} ${tone ? styles[tone] : ''}`}>{value}</dd>
    {about !== undefined && <dd className={styles.about}>{about}</dd>}
  </div>
);

/** Figures in a row. */
export const Stats = ({ children }: { children: ReactNode }) => <dl className={styles.stats}>{children}</dl>;

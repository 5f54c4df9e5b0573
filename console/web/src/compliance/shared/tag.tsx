import type { ReactNode } from 'react';
import styles from './tag.module.css';

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'violet' | 'quiet';

/** A short word on a tint that shows its meaning. */
export const Tag = ({ tone, children }: { tone: Tone; children: ReactNode }) => (
  <span className={`${styles.tag} ${styles[tone]}`}>{children}</span>
);

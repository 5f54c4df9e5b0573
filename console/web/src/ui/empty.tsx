import type { ReactNode } from 'react';
import styles from './empty.module.css';

/** An empty state and its meaning. */
export const Empty = ({ children }: { children: ReactNode }) => <p className={styles.empty}>{children}</p>;

import type { ReactNode } from 'react';
import styles from './empty.module.css';

/** Says that there is nothing, and what that means. */
export const Empty = ({ children }: { children: ReactNode }) => <p className={styles.empty}>{children}</p>;

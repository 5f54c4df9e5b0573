import { type ReactNode, useId } from 'react';
import styles from './panel.module.css';

interface PanelProps {
  title: string;
  about?: ReactNode;
  actions?: ReactNode;
  /** Without space around what is in it, for tables and charts. */
  flush?: boolean;
  className?: string | undefined;
  children: ReactNode;
}

/** A part of a page with its own heading. */
export function Panel({ title, about, actions, flush = false, className = '', children }: PanelProps) {
  const id = useId();
  return (
    <section className={`${styles.panel} ${className}`} aria-labelledby={id}>
      <div className={styles.head}>
        <h2 id={id}>{title}</h2>
        {about !== undefined && <span className={styles.about}>{about}</span>}
        <div className={styles.actions}>{actions}</div>
      </div>
      <div className={flush ? styles.flush : styles.body}>{children}</div>
    </section>
  );
}

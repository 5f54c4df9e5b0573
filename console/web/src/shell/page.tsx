import { type ReactNode, useEffect, useRef } from 'react';
import styles from './page.module.css';
import { useTitle } from './use-title.ts';

interface PageProps {
  title: string;
  /** The title of the browser tab; default: the title. */
  tab?: string;
  /** A line below the title. */
  about?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** The frame of every page: its heading, which gets the focus when the page opens, and its actions. */
export function Page({ title, tab = title, about, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(tab);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        <div className={styles.actions}>{actions}</div>
        {about !== undefined && <div className={styles.about}>{about}</div>}
      </header>
      {children}
    </div>
  );
}

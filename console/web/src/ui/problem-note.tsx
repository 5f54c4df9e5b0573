import type { ReactNode } from 'react';
import { Problem } from '../api/problem.ts';
import styles from './problem-note.module.css';

/** The error of a request. */
export function ProblemNote({ error, children }: { error: Error; children?: ReactNode }) {
  const problems = error instanceof Problem ? error.problems : [];
  return (
    <div role="alert" className={styles.note}>
      <div>
        <strong>{error instanceof Problem ? error.title : 'Fault'}</strong>
        <div>{error.message}</div>
        {problems.length > 1 && (
          <ul className={styles.list}>
            {problems.map(({ at, message }) => (
              <li key={`${at} ${message}`}>
                <code>{at}</code> {message}
              </li>
            ))}
          </ul>
        )}
      </div>
      {children}
    </div>
  );
}

import { TriangleAlert } from 'lucide-react';
import styles from './tripped.module.css';

/** Policies that their breaker has paused, and why. */
export function Tripped({ texts }: { texts: readonly string[] }) {
  if (texts.length === 0) return null;
  return (
    <div role="alert" className={styles.note}>
      <TriangleAlert size={16} />
      <div>
        {texts.map((text) => (
          <div key={text}>{text}</div>
        ))}
      </div>
    </div>
  );
}

import { Link } from 'react-router';
import type { Live } from '../../../../api/routes/live.ts';
import { Empty } from '../ui/empty.tsx';
import { count, percent } from '../ui/numbers.ts';
import { OUTCOMES, OutcomeBadge } from '../ui/outcome-badge.tsx';
import styles from './outcome-bars.module.css';

/** Outcomes of events, with a bar for each share. */
export function OutcomeBars({ outcomes }: Pick<Live, 'outcomes'>) {
  const total = Object.values(outcomes).reduce((sum, each) => sum + each, 0);
  if (total === 0) return <Empty>No events in this period.</Empty>;
  return (
    <ul className={styles.list}>
      {OUTCOMES.map((outcome) => {
        const events = outcomes[outcome] ?? 0;
        return (
          <li key={outcome} className={styles.entry}>
            <Link to={`/events?outcome=${outcome}`}>
              <OutcomeBadge outcome={outcome} />
            </Link>
            <span className={styles.track} aria-hidden="true">
              <span className={styles.bar} style={{ width: `${(100 * events) / total}%` }} />
            </span>
            <span className="number">{count(events)}</span>
            <span className="number muted">{percent(events / total)}</span>
          </li>
        );
      })}
    </ul>
  );
}

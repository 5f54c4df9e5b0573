import type { Trace } from '../../../../api/routes/events.ts';
import { duration } from '../ui/numbers.ts';
import styles from './timeline.module.css';
import { between, hasFailed, tookText, type Visit } from './visits.ts';

interface TimelineProps {
  execution: Trace;
  visits: readonly Visit[];
  selected: number;
  select: (visit: number) => void;
}

/** A bar for each stay: pale for waiting and start-up, solid for the work of the task by its own clock. */
export function Timeline({ execution, visits, selected, select }: TimelineProps) {
  const begin = execution.startedAt ?? visits[0]?.state.enteredAt ?? '';
  const ends = visits.map(({ state }) => state.exitedAt ?? state.enteredAt);
  const end = Math.max(1, ...[...ends, execution.endedAt ?? begin].map((at) => between(begin, at)));
  const placed = ({ from, to }: Span) => ({
    // A bar at the very end stays visible.
    left: `min(calc(100% - 3px), ${(100 * between(begin, from)) / end}%)`,
    width: `max(3px, ${(100 * between(from, to)) / end}%)`,
  });
  return (
    <div className={styles.timeline}>
      <div className={styles.scale} aria-hidden="true">
        <span>0</span>
        <span>{end >= 2 && duration(end / 2)}</span>
        <span>{duration(end)}</span>
      </div>
      <ol className={styles.rows}>
        {visits.map((visit) => (
          <li key={visit.index}>
            <button
              type="button"
              className={`${styles.row} ${visit.state.from === 'derived' ? styles.derived : ''}`}
              aria-current={visit.index === selected ? 'step' : undefined}
              aria-label={toldOf(visit, begin)}
              onClick={() => select(visit.index)}
            >
              <span className={styles.name}>{visit.state.name}</span>{' '}
              <span className={styles.track}>
                {barsOf(visit).map((bar) => (
                  <span
                    key={bar.tone}
                    className={`${styles.bar} ${styles[bar.tone]}`}
                    style={placed(bar)}
                    title={bar.title}
                  />
                ))}
              </span>
              <span className={styles.took}>{tookText(visit.state)}</span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

interface Span {
  from: string;
  to: string;
}

interface Bar extends Span {
  tone: 'passing' | 'waiting' | 'retrying' | 'working' | 'failing';
  title?: string | undefined;
}

/** The stay, and the working time of the last attempt in it. Of earlier attempts only the number is kept. */
function barsOf({ state }: Visit): Bar[] {
  const { enteredAt: from, attempts } = state;
  const last = attempts.at(-1);
  const to = state.exitedAt ?? last?.startedAt ?? from;
  if (last === undefined) return [{ tone: state.error ? 'failing' : 'passing', from, to }];
  if (hasFailed(last)) return [{ tone: 'failing', from, to, title: last.error }];
  const began = last.startedAt;
  // A service call has no working time by our clock.
  if (began === undefined) return [{ tone: 'passing', from, to }];
  const waited = duration(between(from, began));
  const retries = attempts.length - 1;
  return [
    { tone: 'waiting', from, to, title: `Waiting and start-up: ${waited}` },
    ...(retries > 0
      ? [
          {
            tone: 'retrying',
            from,
            to: began,
            title: `${retries} failed, and the waits between them: ${waited}`,
          } as const,
        ]
      : []),
    ...(last.endedAt ? [{ tone: 'working', from: began, to: last.endedAt } as const] : []),
  ];
}

/** Begins with the visible text, as voice control needs. */
function toldOf({ state, status }: Visit, begin: string): string {
  const attempts = state.attempts.length > 1 ? `, ${state.attempts.length} attempts` : '';
  const derived = state.from === 'derived' ? ', derived' : '';
  return `${state.name} ${tookText(state)}: ${status}, after ${duration(between(begin, state.enteredAt))}${attempts}${derived}`;
}

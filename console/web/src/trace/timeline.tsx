import { Fragment } from 'react';
import type { Trace, TraceAttempt } from '../../../contract/trace.ts';
import { counted, duration } from '../ui/numbers.ts';
import styles from './timeline.module.css';
import { between, hasFailed, tookText, type Visit } from './visits.ts';

interface TimelineProps {
  execution: Trace;
  visits: readonly Visit[];
  selected: number;
  select: (visit: number) => void;
}

/** What happened when: a bar for each attempt, red where it failed, grey where the workflow waited to try again. */
export function Timeline({ execution, visits, selected, select }: TimelineProps) {
  const end = Math.max(
    1,
    ...visits.map(({ state }) => endOf(execution, state.exitedAt ?? state.enteredAt)),
    endOf(execution, execution.endedAt),
  );
  const left = (at: string) => `${(100 * between(execution.startedAt, at)) / end}%`;
  const width = (from: string, to: string) => `max(3px, ${(100 * between(from, to)) / end}%)`;
  return (
    <div className={styles.timeline}>
      <div className={styles.scale} aria-hidden="true">
        <span>0</span>
        <span>{duration(end / 2)}</span>
        <span>{duration(end)}</span>
      </div>
      <ol className={styles.rows}>
        {visits.map((visit) => {
          const { index, state } = visit;
          const lastAt = state.exitedAt ?? state.attempts.at(-1)?.endedAt ?? state.enteredAt;
          return (
            <Fragment key={index}>
              <Gap records={state.missingBefore} />
              <li>
                <button
                  type="button"
                  className={styles.row}
                  aria-current={index === selected ? 'step' : undefined}
                  aria-label={toldOf(visit, execution)}
                  onClick={() => select(index)}
                >
                  <span className={styles.name}>{state.name}</span>{' '}
                  <span className={styles.track}>
                    <span
                      className={`${styles.stay} ${styles[state.attempts.length > 0 ? 'waiting' : visit.status]}`}
                      style={{ left: left(state.enteredAt), width: width(state.enteredAt, lastAt) }}
                    />
                    {pauses(state.attempts).map(({ from, to }) => (
                      <span
                        key={from}
                        className={styles.backoff}
                        style={{ left: left(from), width: width(from, to) }}
                        title={`Waited ${duration(between(from, to))} to try again`}
                      />
                    ))}
                    {state.attempts.map((attempt) => (
                      <span
                        key={attempt.startedAt}
                        className={`${styles.attempt} ${hasFailed(attempt) ? styles.bad : ''}`}
                        style={{
                          left: left(attempt.startedAt),
                          width: width(attempt.startedAt, attempt.endedAt ?? lastAt),
                        }}
                        title={attempt.error}
                      />
                    ))}
                  </span>
                  <span className={styles.took}>{tookText(state)}</span>
                </button>
              </li>
              <Gap records={state.missing} inside />
            </Fragment>
          );
        })}
        <Gap records={execution.missingAtEnd} />
      </ol>
    </div>
  );
}

/** Where the log lacks records; nothing is made up for them. */
const Gap = ({ records, inside = false }: { records: number | undefined; inside?: boolean }) =>
  records === undefined ? null : (
    <li className={styles.gap}>
      {counted(records, 'record')} missing {inside ? 'within this state' : 'here'}
    </li>
  );

const endOf = ({ startedAt }: Trace, at: string | undefined): number =>
  at === undefined ? 0 : between(startedAt, at);

/** The times between attempts. */
function pauses(attempts: readonly TraceAttempt[]): { from: string; to: string }[] {
  return attempts.flatMap(({ endedAt }, at) => {
    const next = attempts[at + 1];
    return endedAt === undefined || next === undefined ? [] : [{ from: endedAt, to: next.startedAt }];
  });
}

/** Begins with what is written, so that people who speak to their computer can say it. */
function toldOf(visit: Visit, { startedAt }: Trace): string {
  const { state, status } = visit;
  const attempts = state.attempts.length > 1 ? `, ${state.attempts.length} attempts` : '';
  return `${state.name} ${tookText(state)}: ${status}, after ${duration(between(startedAt, state.enteredAt))}${attempts}`;
}

import { Fragment } from 'react';
import type { Trace } from '../../../contract/trace.ts';
import { counted } from '../ui/numbers.ts';
import { timeText } from '../ui/when.tsx';
import styles from './state-table.module.css';
import { StatusMark } from './status-mark.tsx';
import { tookText, type Visit } from './visits.ts';

interface StateTableProps {
  execution: Trace;
  visits: readonly Visit[];
  selected: number;
  select: (visit: number) => void;
}

/** Every stay with its figures, for reading and copying. */
export const StateTable = ({ execution, visits, selected, select }: StateTableProps) => (
  <table className={styles.table}>
    <thead>
      <tr>
        <th scope="col" className="number">
          #
        </th>
        <th scope="col">State</th>
        <th scope="col">Type</th>
        <th scope="col">How it went</th>
        <th scope="col">Entered</th>
        <th scope="col" className="number">
          Took
        </th>
        <th scope="col" className="number">
          Attempts
        </th>
        <th scope="col">Error, or what came of it</th>
      </tr>
    </thead>
    <tbody>
      {visits.map(({ index, state, status }) => (
        <Fragment key={index}>
          <GapRow records={state.missingBefore} />
          <tr aria-current={index === selected ? 'step' : undefined}>
            <td className="number muted">{index + 1}</td>
            <td>
              <button type="button" className={styles.name} onClick={() => select(index)}>
                {state.name}
              </button>
            </td>
            <td className="muted">{state.type}</td>
            <td>
              <StatusMark status={status} />
            </td>
            <td className="mono nowrap">{timeText(state.enteredAt, { exact: true })}</td>
            <td className="number nowrap">{tookText(state)}</td>
            <td className="number">{state.attempts.length || ''}</td>
            <td className={styles.result}>
              {state.error ? (
                <span className={styles.error}>
                  {state.error.error}: {state.error.cause}
                </span>
              ) : (
                shortOf(state.variables ?? state.output)
              )}
            </td>
          </tr>
          <GapRow records={state.missing} inside />
        </Fragment>
      ))}
      <GapRow records={execution.missingAtEnd} />
    </tbody>
  </table>
);

const GapRow = ({ records, inside = false }: { records: number | undefined; inside?: boolean }) =>
  records === undefined ? null : (
    <tr>
      <td />
      <td colSpan={7} className={styles.gap}>
        {counted(records, 'record')} missing {inside ? 'within the state above' : 'here'}
      </td>
    </tr>
  );

const SHORT = 160;

function shortOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text === '{}' ? '' : text.length > SHORT ? `${text.slice(0, SHORT)}…` : text;
}

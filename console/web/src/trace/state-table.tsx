import { timeText } from '../ui/when.tsx';
import styles from './state-table.module.css';
import { StatusMark } from './status-mark.tsx';
import { tookText, type Visit, workedText } from './visits.ts';

interface StateTableProps {
  visits: readonly Visit[];
  selected: number;
  select: (visit: number) => void;
}

/** Every stay with its figures, for reading and copying. */
export const StateTable = ({ visits, selected, select }: StateTableProps) => (
  <table className={styles.table}>
    <thead>
      <tr>
        <th scope="col" className="number">
          #
        </th>
        <th scope="col">State</th>
        <th scope="col">Type</th>
        <th scope="col">From</th>
        <th scope="col">Status</th>
        <th scope="col">Entered</th>
        <th scope="col" className="number">
          Took
        </th>
        <th scope="col" className="number">
          Work
        </th>
        <th scope="col" className="number">
          Attempts
        </th>
        <th scope="col">Error or result</th>
      </tr>
    </thead>
    <tbody>
      {visits.map(({ index, state, status }) => (
        <tr key={index} aria-current={index === selected ? 'step' : undefined}>
          <td className="number muted">{index + 1}</td>
          <td>
            <button type="button" className={styles.name} onClick={() => select(index)}>
              {state.name}
            </button>
          </td>
          <td className="muted">{state.type}</td>
          <td className="muted">{state.from}</td>
          <td>
            <StatusMark status={status} />
          </td>
          <td className="mono nowrap">{timeText(state.enteredAt, { exact: true })}</td>
          <td className="number nowrap">{tookText(state)}</td>
          <td className="number nowrap">{workedText(state)}</td>
          <td className="number">{state.attempts.length || ''}</td>
          <td className={styles.result}>
            {state.error ? (
              <span className={styles.error}>
                {state.error.error}: {state.error.cause}
              </span>
            ) : (
              shortOf((state.variables ?? state.output)?.value)
            )}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

const SHORT = 160;

function shortOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text === '{}' ? '' : text.length > SHORT ? `${text.slice(0, SHORT)}…` : text;
}

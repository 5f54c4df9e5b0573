import type { ComparedStep, TraceState } from '../../../../api/routes/events.ts';
import styles from './compared-states.module.css';
import { tookText } from './visits.ts';

interface ComparedStatesProps {
  steps: readonly ComparedStep[];
  first: number | undefined;
  selected: number;
  select: (step: number) => void;
}

/** The states of both executions side by side, with their differences. */
export const ComparedStates = ({ steps, first, selected, select }: ComparedStatesProps) => (
  <table>
    <thead>
      <tr>
        <th scope="col">State</th>
        <th scope="col" className="number">
          A
        </th>
        <th scope="col" className="number">
          B
        </th>
        <th scope="col">Differs in</th>
      </tr>
    </thead>
    <tbody>
      {steps.map(({ name, a, b, same, differs = [] }, index) => (
        <tr
          key={index}
          aria-current={index === selected ? 'step' : undefined}
          className={same ? styles.same : styles.differs}
        >
          <td>
            <button type="button" className={styles.name} onClick={() => select(index)}>
              {name}
            </button>
          </td>
          <td className="number nowrap">{told(a)}</td>
          <td className="number nowrap">{told(b)}</td>
          <td>
            {differs.map((what) => TOLD[what]).join(', ')}
            {index === first && <span className={styles.mark}>first</span>}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

const TOLD: Record<NonNullable<ComparedStep['differs']>[number], string> = {
  taken: 'only one entered it',
  input: 'input',
  output: 'output',
  variables: 'variables',
  error: 'error',
  attempts: 'attempts',
};

const told = (state: TraceState | undefined): string =>
  state === undefined ? 'not entered' : tookText(state);

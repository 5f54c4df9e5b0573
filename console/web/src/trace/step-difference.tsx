import type { ComparedStep, TraceState } from '../../../../api/routes/events.ts';
import { JsonDiff } from '../ui/json-diff.tsx';
import styles from './step-difference.module.css';

const PARTS = ['input', 'output', 'variables', 'error'] as const;

/** The data of A (marked with a minus) and B (with a plus) in one state. */
export function StepDifference({ step: { name, a, b } }: { step: ComparedStep }) {
  const known = a ?? b;
  if (known === undefined) return <p className="muted">Neither event entered this state.</p>;
  return (
    <div className={styles.parts}>
      {(a === undefined || b === undefined) && <p>Only {a === undefined ? 'B' : 'A'} entered this state.</p>}
      {PARTS.filter((part) => part in { ...a, ...b }).map((part) => (
        <section key={part}>
          <h3>{TITLES[part]}</h3>
          <JsonDiff
            before={partOf(a, part)}
            after={partOf(b, part)}
            label={`${TITLES[part]} of ${name}, A against B`}
          />
        </section>
      ))}
      <section>
        <h3>Attempts</h3>
        <p>
          A: {attemptsText(a)}. B: {attemptsText(b)}.
        </p>
      </section>
    </div>
  );
}

const TITLES = { input: 'Input', output: 'Output', variables: 'Variables assigned', error: 'Error' };

const partOf = (state: TraceState | undefined, part: (typeof PARTS)[number]): unknown =>
  part === 'error' ? state?.error : state?.[part]?.value;

const attemptsText = (state: TraceState | undefined): string =>
  state === undefined || state.attempts.length === 0
    ? 'none'
    : state.attempts
        .map(({ status, error }) => (error === undefined ? status : `${status} (${error})`))
        .join(', ');

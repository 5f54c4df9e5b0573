import { Switch, Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { CopyButton } from '../ui/copy-button.tsx';
import { JsonDiff } from '../ui/json-diff.tsx';
import { JsonView } from '../ui/json-view.tsx';
import { duration } from '../ui/numbers.ts';
import { Panel } from '../ui/panel.tsx';
import { When } from '../ui/when.tsx';
import styles from './inspector.module.css';
import { StatusMark } from './status-mark.tsx';
import { between, tookMs, type Visit } from './visits.ts';

export const TABS = ['input', 'output', 'variables', 'attempts', 'error'] as const;
export type Tab = (typeof TABS)[number];

interface InspectorProps {
  visit: Visit;
  before: Visit | undefined;
  tab: Tab;
  setTab: (tab: Tab) => void;
  diff: boolean;
  setDiff: (diff: boolean) => void;
}

/** All that is known of one stay: its payloads, or what they changed since the step before. */
export function Inspector({ visit, before, tab, setTab, diff, setDiff }: InspectorProps) {
  const { state, status, variablesBefore, variablesAfter, index } = visit;
  const took = tookMs(state);
  const payload = (name: string, own: unknown, earlier: unknown) =>
    diff && before !== undefined ? (
      <JsonDiff
        before={earlier}
        after={own}
        label={`${name} of ${state.name}, against ${before.state.name}`}
      />
    ) : (
      <JsonView value={own} label={`${name} of ${state.name}`} />
    );
  return (
    <Panel
      title={`${index + 1}. ${state.name}`}
      about={
        <>
          <StatusMark status={status} /> · {state.type}
          {took === undefined ? '' : ` · ${duration(took)}`}
        </>
      }
      actions={
        <>
          <Switch
            label="Against the step before"
            checked={diff}
            disabled={before === undefined}
            onChange={({ currentTarget }) => setDiff(currentTarget.checked)}
          />
          <CopyButton value={() => state} />
        </>
      }
    >
      {state.truncated && (
        <p className={styles.cut}>The log has cut a payload of this state; what is left is shown as text.</p>
      )}
      <Tabs value={tab} onChange={(next) => next !== null && setTab(next as Tab)} keepMounted={false}>
        <Tabs.List aria-label="Parts of this state">
          <Tabs.Tab value="input">Input</Tabs.Tab>
          <Tabs.Tab value="output">Output</Tabs.Tab>
          <Tabs.Tab value="variables">Variables</Tabs.Tab>
          <Tabs.Tab value="attempts">Attempts ({state.attempts.length})</Tabs.Tab>
          <Tabs.Tab value="error" className={state.error ? (styles.hasError ?? '') : ''}>
            Error{state.error ? '' : ' (none)'}
          </Tabs.Tab>
        </Tabs.List>
        <Body value="input">{payload('Input', state.input, before?.state.input)}</Body>
        <Body value="output">{payload('Output', state.output, before?.state.output)}</Body>
        <Body value="variables">
          {diff ? (
            <JsonDiff
              before={variablesBefore}
              after={variablesAfter}
              label={`Variables that ${state.name} changed`}
            />
          ) : (
            <JsonView value={variablesAfter} label={`Variables after ${state.name}`} />
          )}
        </Body>
        <Body value="attempts">
          <Attempts visit={visit} />
        </Body>
        <Body value="error">{payload('Error', readable(state.error), readable(before?.state.error))}</Body>
      </Tabs>
    </Panel>
  );
}

/** The cause of an error is often JSON as text. */
function readable(error: Visit['state']['error']): unknown {
  if (error?.cause === undefined) return error;
  try {
    return { ...error, cause: JSON.parse(error.cause) as unknown };
  } catch {
    return error;
  }
}

const Body = ({ value, children }: { value: Tab; children: ReactNode }) => (
  <Tabs.Panel value={value} className={styles.body}>
    {children}
  </Tabs.Panel>
);

function Attempts({ visit: { state } }: { visit: Visit }) {
  if (state.attempts.length === 0) return <p className="muted">This state calls nothing.</p>;
  return (
    <ol className={styles.attempts}>
      {state.attempts.map((attempt, at) => {
        const earlier = state.attempts[at - 1]?.endedAt;
        return (
          <li key={attempt.startedAt}>
            <div className="row wrap">
              <strong>Attempt {at + 1}</strong>
              <span className={attempt.status === 'succeeded' ? styles.good : styles.bad}>
                {attempt.status}
              </span>
              <span className="muted">
                <When at={attempt.startedAt} exact />
                {attempt.endedAt === undefined
                  ? ', no end'
                  : `, ${duration(between(attempt.startedAt, attempt.endedAt))}`}
                {earlier === undefined
                  ? ''
                  : `, after waiting ${duration(between(earlier, attempt.startedAt))}`}
              </span>
            </div>
            {attempt.error !== undefined && (
              <p className={styles.bad}>
                {attempt.error}: {attempt.cause}
              </p>
            )}
            <details>
              <summary>What it was called with, and what it answered</summary>
              <JsonView
                value={{ input: attempt.input, output: attempt.output }}
                label={`Attempt ${at + 1} of ${state.name}`}
              />
            </details>
          </li>
        );
      })}
    </ol>
  );
}

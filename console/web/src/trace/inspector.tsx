import { Switch, Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Payload } from '../../../../api/routes/events.ts';
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

/** One stay: its payloads, or their changes since the previous step. */
export function Inspector({ visit, before, tab, setTab, diff, setDiff }: InspectorProps) {
  const { state, status, index } = visit;
  const took = tookMs(state);
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
            label="Compare with previous step"
            checked={diff}
            disabled={before === undefined}
            onChange={({ currentTarget }) => setDiff(currentTarget.checked)}
          />
          <CopyButton value={() => state} />
        </>
      }
    >
      {state.from === 'derived' && (
        <p className="muted">
          The execution recorded no entry for this state. It follows from the definition and from the states
          around it.
        </p>
      )}
      <Parts visit={visit} before={before} tab={tab} setTab={setTab} diff={diff} />
    </Panel>
  );
}

function Parts({ visit, before, tab, setTab, diff }: Omit<InspectorProps, 'setDiff'>) {
  const { state, variablesBefore, variablesAfter } = visit;
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
      <Body value="input">
        <Origin payload={state.input} />
        {payload('Input', state.input?.value, before?.state.input?.value)}
      </Body>
      <Body value="output">
        <Origin payload={state.output} />
        {payload('Output', state.output?.value, before?.state.output?.value)}
      </Body>
      <Body value="variables">
        <Origin payload={state.variables} />
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
      <Body value="error">{payload('Error', state.error, before?.state.error)}</Body>
    </Tabs>
  );
}

const Body = ({ value, children }: { value: Tab; children: ReactNode }) => (
  <Tabs.Panel value={value} className={styles.body}>
    {children}
  </Tabs.Panel>
);

/** The fields that are in the record, and those derived from it. */
function Origin({ payload }: { payload: Payload | undefined }) {
  if (payload === undefined) return <p className="muted">Not in the record.</p>;
  const derived = Object.keys(payload.value).filter((name) => !payload.kept.includes(name));
  return (
    <p className="muted">
      {payload.kept.length > 0 && <>Kept: {payload.kept.join(', ')}. </>}
      {derived.length > 0 && <>Derived: {derived.join(', ')}.</>}
    </p>
  );
}

function Attempts({ visit: { state } }: { visit: Visit }) {
  if (state.attempts.length === 0)
    return (
      <p className="muted">
        {state.type === 'Task' ? 'No attempt is recorded.' : 'This state calls nothing.'}
      </p>
    );
  return (
    <ol className={styles.attempts}>
      {state.attempts.map(({ status, startedAt, endedAt, error, cause }, at) => (
        <li key={at}>
          <div className="row wrap">
            <strong>Attempt {at + 1}</strong>
            <span className={status === 'succeeded' ? styles.good : styles.bad}>{status}</span>
            {startedAt !== undefined && (
              <span className="muted">
                <When at={startedAt} exact />
                {endedAt === undefined
                  ? ''
                  : `, ${duration(between(startedAt, endedAt))} by the task's own clock`}
              </span>
            )}
            {startedAt === undefined && error === undefined && (
              <span className="muted">a retry followed; its error is not kept</span>
            )}
          </div>
          {error !== undefined && (
            <p className={styles.bad}>
              {error}: {cause}
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}

import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Comparison } from '../../../../api/routes/events.ts';
import { call } from '../api/client.ts';
import { Page } from '../shell/page.tsx';
import { useShortcuts } from '../shell/shortcuts.ts';
import { Asked } from '../ui/asked.tsx';
import { Empty } from '../ui/empty.tsx';
import { EventLink } from '../ui/event-link.tsx';
import { Panel } from '../ui/panel.tsx';
import styles from './compare-page.module.css';
import { ComparedStates } from './compared-states.tsx';
import { StepDifference } from './step-difference.tsx';

/** Two events side by side, with their first difference. */
export default function ComparePage() {
  const [parameters] = useSearchParams();
  const [a, b] = [parameters.get('a') ?? '', parameters.get('b') ?? ''];
  const both = a !== '' && b !== '';
  const comparison = useQuery({
    queryKey: ['compare', a, b],
    queryFn: ({ signal }) => call('GET /events/:a/compare/:b', { params: { a, b }, signal }),
    enabled: both,
  });
  return (
    <Page title="Compare events" about="The closing execution of each event, state by state">
      <Choose key={`${a} ${b}`} a={a} b={b} />
      {both ? (
        <Asked query={comparison} what="both traces">
          {(found) => <Compared comparison={found} a={a} b={b} />}
        </Asked>
      ) : (
        <Empty>Enter the ids of two events, or mark two events in the search.</Empty>
      )}
    </Page>
  );
}

function Choose({ a, b }: { a: string; b: string }) {
  const [, setParameters] = useSearchParams();
  const [ids, setIds] = useState({ a, b });
  const go = (event: FormEvent) => {
    event.preventDefault();
    setParameters({ a: ids.a.trim(), b: ids.b.trim() });
  };
  const field = (name: 'a' | 'b', label: string) => (
    <TextInput
      label={label}
      className={styles.id}
      value={ids[name]}
      onChange={({ currentTarget: { value } }) => setIds((before) => ({ ...before, [name]: value }))}
      spellCheck={false}
    />
  );
  return (
    <form onSubmit={go} className={styles.choose}>
      {field('a', 'Event A')}
      {field('b', 'Event B')}
      <Button type="submit">Compare</Button>
    </form>
  );
}

function Compared({
  comparison: { steps, first, missing = [] },
  a,
  b,
}: {
  comparison: Comparison;
  a: string;
  b: string;
}) {
  const [parameters, setParameters] = useSearchParams();
  const asked = Number(parameters.get('step') ?? first ?? 0);
  const selected = Number.isSafeInteger(asked) ? Math.max(0, Math.min(steps.length - 1, asked)) : 0;
  const select = (step: number) =>
    setParameters({ a, b, step: String(Math.max(0, Math.min(steps.length - 1, step))) }, { replace: true });
  useShortcuts('Compare', [
    { keys: 'j', does: 'Next state', run: () => select(selected + 1) },
    { keys: 'k', does: 'Previous state', run: () => select(selected - 1) },
    { keys: 'e', does: 'First difference', run: () => first !== undefined && select(first) },
  ]);
  if (missing.length > 0)
    return <Empty>The record of {missing.join(' and ')} has no trace to compare.</Empty>;
  const step = steps[selected];
  return (
    <>
      <p role="status">
        {first === undefined ? (
          'Both went through the same states with the same data; only ids and times differ.'
        ) : (
          <>
            They first differ in{' '}
            <button type="button" className={styles.first} onClick={() => select(first)}>
              {steps[first]?.name}
            </button>
            , step {first + 1} of {steps.length}.
          </>
        )}
      </p>
      <div className={styles.columns}>
        <Panel title="States" flush>
          <ComparedStates steps={steps} first={first} selected={selected} select={select} />
        </Panel>
        {step && (
          <Panel
            title={`${selected + 1}. ${step.name}`}
            about={
              <>
                A <EventLink id={a} /> · B <EventLink id={b} />
              </>
            }
          >
            <StepDifference step={step} />
          </Panel>
        )}
      </div>
    </>
  );
}

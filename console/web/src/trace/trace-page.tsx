import { Button, SegmentedControl, Tabs, TextInput } from '@mantine/core';
import { GitCompareArrows } from 'lucide-react';
import { type FormEvent, lazy, Suspense, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { EventTrace } from '../../../../api/routes/events.ts';
import { Page } from '../shell/page.tsx';
import { Asked } from '../ui/asked.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { shortId } from '../ui/event-link.tsx';
import { timeText } from '../ui/when.tsx';
import { EventFacts } from './event-facts.tsx';
import { Execution, LogOf } from './execution.tsx';
import styles from './trace-page.module.css';
import { useLook } from './use-look.ts';
import { useTrace, useWorkflow } from './use-trace.ts';

// Charts are large, and most readers of a trace need only its states.
const EventDecision = lazy(() => import('./event-decision.tsx'));

/** The trace of one event. */
export default function TracePage() {
  const { id = '' } = useParams();
  const trace = useTrace(id);
  return (
    <Page
      key={id}
      title={`Event ${id}`}
      tab={`Event ${shortId(id)}`}
      about={trace.data && <EventFacts trace={trace.data} />}
      actions={
        trace.error === null && (
          <>
            <CompareWith id={id} />
            <CopyButton value={() => trace.data} label="Copy trace as JSON" />
          </>
        )
      }
    >
      <Asked query={trace} what="the trace">
        {(found) => <TraceBody trace={found} />}
      </Asked>
    </Page>
  );
}

function TraceBody({ trace: { row, executions, withoutTrace } }: { trace: EventTrace }) {
  const workflow = useWorkflow();
  const { look, change } = useLook();
  const closing = executions.findIndex(({ end }) => end.kind === 'closed');
  const first = closing < 0 ? executions.length - 1 : closing;
  const at = Math.min(look.execution ?? first, executions.length - 1);
  const execution = executions[at];
  const decided = row.outcome === undefined || row.revision !== undefined;
  return (
    <>
      {withoutTrace && (
        <p className={styles.missing} role="status">
          An earlier version of Pricewire wrote this event: it kept the trace in the log of executions, not in
          the record.
        </p>
      )}
      {executions.length > 1 && (
        <SegmentedControl
          aria-label="Execution"
          value={String(at)}
          onChange={(value) => change({ execution: Number(value), state: undefined })}
          data={executions.map(({ startedAt, end }, index) => ({
            value: String(index),
            label: `Execution ${index + 1}: ${end.kind}${startedAt ? `, ${timeText(startedAt, { exact: true })}` : ''}`,
          }))}
        />
      )}
      <Tabs
        value={look.view}
        onChange={(view) => change({ view: view === 'why' ? 'why' : 'states' })}
        keepMounted={false}
      >
        <Tabs.List aria-label="Views">
          <Tabs.Tab value="states">States</Tabs.Tab>
          <Tabs.Tab value="why" disabled={!decided}>
            Why this price
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="states" className={styles.panel}>
          {execution === undefined || execution.states.length === 0 ? (
            <p className="muted">
              {execution === undefined ? (
                'The record holds no execution.'
              ) : (
                <>
                  This execution {execution.end.text}. <LogOf execution={execution} />
                </>
              )}
            </p>
          ) : (
            <Asked query={workflow} what="the workflow">
              {(graph) => <Execution key={execution.execution} workflow={graph} execution={execution} />}
            </Asked>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="why" className={styles.panel}>
          <Suspense fallback={<p role="status">Loading the evidence…</p>}>
            <EventDecision id={row.eventId} />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function CompareWith({ id }: { id: string }) {
  const navigate = useNavigate();
  const [other, setOther] = useState('');
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (other.trim() !== '') void navigate(`/compare?${new URLSearchParams({ a: id, b: other.trim() })}`);
  };
  return (
    <form onSubmit={go} className="row">
      <TextInput
        aria-label="Id of the event to compare with"
        placeholder="Id of another event"
        value={other}
        onChange={({ currentTarget }) => setOther(currentTarget.value)}
        spellCheck={false}
      />
      <Button type="submit" variant="default" leftSection={<GitCompareArrows size={14} />}>
        Compare
      </Button>
    </form>
  );
}

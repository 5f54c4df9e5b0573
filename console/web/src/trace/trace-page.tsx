import { Button, SegmentedControl, Tabs, TextInput } from '@mantine/core';
import { GitCompareArrows } from 'lucide-react';
import { type FormEvent, lazy, Suspense, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { EventTrace } from '../../../contract/trace.ts';
import { Page } from '../shell/page.tsx';
import { Asked } from '../ui/asked.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { shortId } from '../ui/event-link.tsx';
import { counted } from '../ui/numbers.ts';
import { timeText } from '../ui/when.tsx';
import { EventFacts } from './event-facts.tsx';
import { Execution } from './execution.tsx';
import styles from './trace-page.module.css';
import { useLook } from './use-look.ts';
import { useTrace, useWorkflow } from './use-trace.ts';

// Charts are large, and most who look at a trace want its states.
const EventDecision = lazy(() => import('./event-decision.tsx'));

/** What one event went through. */
export default function TracePage() {
  const { id = '' } = useParams();
  const trace = useTrace(id);
  return (
    <Page
      key={id}
      title={`Event ${id}`}
      tab={`Event ${shortId(id)}`}
      about={trace.data && <EventFacts row={trace.data.row} />}
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

function TraceBody({ trace: { row, executions, missing } }: { trace: EventTrace }) {
  const workflow = useWorkflow();
  const { look, change } = useLook();
  const at = Math.min(look.execution ?? executions.length - 1, executions.length - 1);
  const execution = executions[at];
  const decided = Object.keys(row.decisions).length > 0;
  return (
    <>
      {missing.length > 0 && (
        <p className={styles.missing} role="status">
          The log holds nothing of {counted(missing.length, 'execution')} of this event: not yet, not any
          more, or its stage logs errors alone.
        </p>
      )}
      {executions.length > 1 && (
        <SegmentedControl
          aria-label="Execution"
          value={String(at)}
          onChange={(value) => change({ execution: Number(value), state: undefined })}
          data={executions.map(({ startedAt, status }, index) => ({
            value: String(index),
            label: `Execution ${index + 1}: ${status}, ${timeText(startedAt, { exact: true })}`,
          }))}
        />
      )}
      <Tabs
        value={look.view}
        onChange={(view) => change({ view: view === 'why' ? 'why' : 'states' })}
        keepMounted={false}
      >
        <Tabs.List aria-label="What to look at">
          <Tabs.Tab value="states">States</Tabs.Tab>
          <Tabs.Tab value="why" disabled={!decided}>
            Why this price
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="states" className={styles.panel}>
          {execution === undefined ? (
            <p className="muted">There is no record of an execution.</p>
          ) : (
            <Asked query={workflow} what="the workflow">
              {(graph) => <Execution key={execution.executionArn} workflow={graph} execution={execution} />}
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

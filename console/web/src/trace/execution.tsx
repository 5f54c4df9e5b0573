import { useMemo } from 'react';
import type { Trace, WorkflowGraph as Workflow } from '../../../../api/routes/events.ts';
import { useShortcuts } from '../shell/shortcuts.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { counted, duration } from '../ui/numbers.ts';
import { Panel } from '../ui/panel.tsx';
import styles from './execution.module.css';
import { Inspector, TABS, type Tab } from './inspector.tsx';
import { StateTable } from './state-table.tsx';
import { Timeline } from './timeline.tsx';
import { useLook } from './use-look.ts';
import { between, type Visit, visitsOf } from './visits.ts';
import { WorkflowGraph } from './workflow-graph.tsx';

/** One execution as graph, timeline and table; what is selected in one is selected in all. */
export function Execution({ workflow, execution }: { workflow: Workflow; execution: Trace }) {
  const { look, change } = useLook();
  const visits = useMemo(() => visitsOf(execution), [execution]);
  const trouble = firstTrouble(visits);
  const selected = Math.min(look.state ?? trouble?.index ?? 0, visits.length - 1);
  const visit = visits[selected];
  const tab = look.tab ?? firstTab(visit);
  const select = (state: number) => change({ state: Math.max(0, Math.min(visits.length - 1, state)) });
  const nextTab = () => change({ tab: TABS[(TABS.indexOf(tab) + 1) % TABS.length] });
  useShortcuts('Trace', [
    { keys: 'j', does: 'Next state', run: () => select(selected + 1) },
    { keys: 'k', does: 'Previous state', run: () => select(selected - 1) },
    { keys: 'n', does: 'Next tab of the state: input, output, …', run: nextTab },
    { keys: 'd', does: 'Show changes since the previous step', run: () => change({ diff: !look.diff }) },
    { keys: 'e', does: 'First state with a failure', run: () => trouble && select(trouble.index) },
  ]);
  const looking = { execution, visits, selected, select };
  return (
    <div className={styles.execution}>
      <div className={styles.columns}>
        <Panel title="Workflow" flush about={aboutOf(execution)} actions={<LogOf execution={execution} />}>
          <WorkflowGraph workflow={workflow} visits={visits} selected={selected} select={select} />
        </Panel>
        <div className={styles.column}>
          <Panel
            title="Timeline"
            flush
            about="solid: work by the task's own clock; pale: waiting and start-up; hatched: failed attempts and the waits between them; red: failed"
          >
            <Timeline {...looking} />
          </Panel>
          {visit && (
            <Inspector
              visit={visit}
              before={visits[selected - 1]}
              tab={tab}
              setTab={(next) => change({ tab: next })}
              diff={look.diff}
              setDiff={(diff) => change({ diff })}
            />
          )}
        </div>
      </div>
      <Panel
        title="States"
        flush
        about={counted(visits.length, 'state')}
        actions={<CopyButton value={() => execution} label="Copy execution as JSON" />}
      >
        <StateTable visits={visits} selected={selected} select={select} />
      </Panel>
    </div>
  );
}

/** The first failure that led elsewhere; without one, the first that a retry made good. */
const firstTrouble = (visits: readonly Visit[]): Visit | undefined =>
  visits.find(({ status }) => status === 'caught' || status === 'failed') ??
  visits.find(({ status }) => status === 'retried');

function firstTab(visit: Visit | undefined): Tab {
  if (visit?.state.error) return 'error';
  return visit?.status === 'retried' ? 'attempts' : 'output';
}

/** A log is an address on AWS, and a file on one machine. */
export function LogOf({ execution: { log } }: { execution: Trace }) {
  if (log === undefined) return null;
  return log.startsWith('https://') ? <a href={log}>Log of this execution</a> : <span>Log: {log}</span>;
}

function aboutOf({ status, startedAt, endedAt, end, missing }: Trace): string {
  const took = startedAt && endedAt ? ` in ${duration(between(startedAt, endedAt))}` : '';
  const lost = missing === undefined ? '' : ` · ${counted(missing, 'state')} no longer in the record`;
  return `${status}${took} · ${end.text}${lost}`;
}

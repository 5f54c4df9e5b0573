import { describe, expect, it } from 'vitest';
import { type LedgerRow, MOST_EXECUTIONS } from '../../../../domain/record/ledger.ts';
import { isWithoutTrace, readRecord } from '../../../../domain/record/read-record.ts';
import type { TraceEntry, TracePart } from '../../../../domain/record/trace-part.ts';
import type { WorkflowGraph } from '../../../../domain/record/workflow-graph.ts';
import { shift } from '../../../../domain/values/time.ts';
import { NOW } from '../make.ts';

const task = (name: string, to: string): WorkflowGraph['states'][number] => ({
  name,
  type: 'Task',
  next: [
    { to, kind: 'next' },
    { to: 'CheckFailure', kind: 'catch', label: 'States.ALL' },
  ],
});
const choice = (name: string, ...to: string[]): WorkflowGraph['states'][number] => ({
  name,
  type: 'Choice',
  next: to.map((each) => ({ to: each, kind: 'choice' as const })),
});
const graph: WorkflowGraph = {
  startAt: 'ReceiveEvent',
  states: [
    task('ReceiveEvent', 'LoadContext'),
    task('LoadContext', 'ChooseWay'),
    choice('ChooseWay', 'Close', 'PublishPrice', 'Duplicate'),
    task('PublishPrice', 'Close'),
    task('Close', 'CheckClosed'),
    choice('CheckClosed', 'Done'),
    choice('CheckFailure', 'NoteTrace'),
    task('NoteTrace', 'CheckPassing'),
    choice('CheckPassing', 'LeaveForSweeper', 'KeepWaiting'),
    task('KeepWaiting', 'Waiting'),
    ...['Done', 'Duplicate'].map((name) => ({ name, type: 'Succeed', next: [] })),
    ...['Waiting', 'LeaveForSweeper'].map((name) => ({ name, type: 'Fail', next: [] })),
  ],
};
const workflow = { graph, isPassing: (error: string) => error === 'StoreUnavailable' };

const arn = (key: string) => `arn:aws:states:eu-central-1:1:express:reprice:name:${key}`;
const at = (ms: number) => shift(NOW, ms);
const entry = (state: string, from: number, to?: number, more: Partial<TraceEntry> = {}): TraceEntry => ({
  state,
  entered: at(from),
  ...(to === undefined ? {} : { left: at(to) }),
  ...more,
});
const whole = (execution: string, ...entries: TraceEntry[]): TracePart => ({ execution, from: 0, entries });

const row = (traces: TracePart[], changes: Partial<LedgerRow> = {}): LedgerRow => ({
  eventId: 'event-2',
  acceptedAt: NOW,
  receivedAt: at(5),
  envelope: '{}',
  executions: [...new Set(traces.map(({ execution }) => arn(execution)))],
  decisions: {},
  sweeps: 0,
  outcome: 'priced',
  revision: 2,
  reason: 'approved',
  closedAt: at(30),
  traces: Object.fromEntries(traces.map((part) => [`${part.execution}#${part.from}`, part])),
  ...changes,
});
const read = (of: LedgerRow) =>
  readRecord({ row: of, evidence: [], terms: () => undefined }, workflow).map(({ execution, end }) => [
    execution,
    end.kind,
    end.text,
  ]);
const closed = (execution: string, from: number) =>
  whole(
    execution,
    entry('ReceiveEvent', from, from + 8),
    entry('LoadContext', from + 8, from + 10),
    entry('PublishPrice', from + 10, from + 15),
    entry('Close', from + 15, undefined, { began: at(30) }),
  );

describe('the executions of an event', () => {
  it('come in the order of their starts, with what became of each', () => {
    const failed = whole(
      'waited',
      entry('ReceiveEvent', 0, 8),
      entry('LoadContext', 8, 10, { error: { error: 'StoreUnavailable', cause: 'gone' } }),
    );
    const duplicate = whole('late', entry('ReceiveEvent', 40, undefined, { began: at(42) }));
    const of = row([duplicate, closed('closer', 12), failed], { executions: [arn('closer'), arn('waited')] });
    expect(read(of)).toEqual([
      [
        'waited',
        'waiting',
        'put the event into the queue of waiting events, since LoadContext failed with StoreUnavailable: gone',
      ],
      ['closer', 'closed', 'closed the event: priced'],
      ['late', 'duplicate', 'found that the event had its outcome'],
    ]);
  });

  it('that left nothing are told by what the next one found', () => {
    const of = row([closed('closer', 12)], { executions: [arn('closer'), arn('dead')] });
    expect(read(of)).toEqual([
      [
        'dead',
        'abandoned',
        'left nothing, and died; the next execution found it committed, and published it',
      ],
      ['closer', 'closed', 'closed the event: priced'],
    ]);
  });

  it('are named as abandoned with what the sweeper saw, also while the event is open', () => {
    const abandoned = [
      { execution: 'dead', at: at(20), found: 'committed' },
      { execution: 'closer', at: at(20), found: 'opened' },
    ] as const;
    const of = row([closed('closer', 12)], {
      executions: [arn('closer'), arn('dead')],
      abandoned: [...abandoned],
    });
    const noted = `left nothing, and died; the sweeper noted it at ${at(20)}: the decision was in force`;
    expect(read(of)).toEqual([
      ['dead', 'abandoned', `${noted}; the next execution found it committed, and published it`],
      // It was slow, and left its end after all.
      ['closer', 'closed', 'closed the event: priced'],
    ]);
    const {
      outcome: _,
      closedAt: __,
      ...open
    } = row([], {
      executions: [arn('dead')],
      abandoned: [...abandoned],
    });
    expect(read(open as LedgerRow)).toEqual([['dead', 'abandoned', noted]]);
  });

  it('have no trace where the row has no room for it, and have not died for that', () => {
    const executions = Array.from({ length: MOST_EXECUTIONS + 1 }, (_, number) => arn(`run-${number}`));
    const { outcome: _, closedAt: __, ...open } = row([], { executions, executionsLeftOut: 37 });
    expect(read(open as LedgerRow).at(-1)).toEqual([
      `run-${MOST_EXECUTIONS}`,
      'under-way',
      'left no trace that is kept: the row has room for those of the first 10 executions',
    ]);
  });

  it('may be under way while the event is open', () => {
    const { outcome: _, closedAt: __, ...open } = row([], { executions: [arn('one')] });
    expect(read(open as LedgerRow)).toEqual([['one', 'under-way', 'left nothing: it is under way, or died']]);
  });

  it('that closed the event, and could not tell, have closed it', () => {
    const part = closed('closer', 12);
    const failed = entry('Close', 27, 35, { error: { error: 'TypeError', cause: 'lost' } });
    const of = row([{ ...part }]);
    of.traces = { ...of.traces, later: { ...part, entries: [...part.entries.slice(0, 3), failed] } };
    expect(read(of)[0]?.slice(1)).toEqual([
      'closed',
      'closed the event: priced; then left the event to the sweeper, since Close failed with TypeError: lost',
    ]);
  });

  it('say how much of them is not in the record any more', () => {
    const [trace] = readRecord(
      {
        row: row([{ ...closed('closer', 12), from: 3 }]),
        evidence: [],
        terms: () => undefined,
      },
      workflow,
    );
    expect(trace?.missing).toBe(3);
    expect(trace?.states[0]).toMatchObject({ name: 'ReceiveEvent', from: 'kept' });
  });
});

describe('the states of an execution', () => {
  const [trace] = readRecord(
    { row: row([closed('closer', 12)]), evidence: [], terms: () => undefined },
    workflow,
  );

  it('are those that it recorded, and those between and after them by the definition', () => {
    expect(trace?.states.map(({ name, from }) => `${name} ${from}`)).toEqual([
      'ReceiveEvent kept',
      'LoadContext kept',
      'ChooseWay derived',
      'PublishPrice kept',
      'Close kept',
      'CheckClosed derived',
      'Done derived',
    ]);
  });

  it('have no end where the record tells none', () => {
    const close = trace?.states.find(({ name }) => name === 'Close');
    expect(close).toMatchObject({ attempts: [{ status: 'succeeded', startedAt: at(30) }] });
    expect(close?.exitedAt).toBeUndefined();
  });
});

it('a record of an earlier version has no trace', () => {
  const { traces: _, ...old } = row([]);
  expect(isWithoutTrace({ row: old, evidence: [] })).toBe(true);
  expect(isWithoutTrace({ row: row([]), evidence: [] })).toBe(false);
});

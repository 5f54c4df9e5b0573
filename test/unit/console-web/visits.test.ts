import { describe, expect, it } from 'vitest';
import type { Trace, TraceState, WorkflowGraph } from '../../../api/routes/events.ts';
import { nodeStates, takenEdges, tookMs, tookText, visitsOf } from '../../../console/web/src/trace/visits.ts';
import { roughTrace } from '../../e2e/console/rough-trace.ts';

const [rough] = roughTrace('event').executions as [Trace];
const state = (name: string, changes: Partial<TraceState> = {}): TraceState => ({
  name,
  type: 'Task',
  from: 'kept',
  enteredAt: '2026-11-25T12:00:00.000Z',
  exitedAt: '2026-11-25T12:00:01.500Z',
  attempts: [],
  ...changes,
});
const failing = { status: 'failed', error: 'Boom' } as const;
const execution = (states: TraceState[], status: Trace['status'] = 'succeeded'): Trace => ({
  execution: 'one',
  status,
  end: { kind: 'closed', text: 'closed the event: held' },
  startedAt: '2026-11-25T12:00:00.000Z',
  states,
});
const statuses = (trace: Trace) => visitsOf(trace).map(({ status }) => status);

describe('the stays of an execution', () => {
  it('tells what passed, was retried, was caught and ended', () => {
    expect(statuses(rough)).toEqual([
      'passed',
      'retried',
      'passed',
      'caught',
      ...Array.from({ length: 7 }, () => 'passed'),
    ]);
  });

  it.each([
    [
      'a state that fails last, where the execution failed',
      [state('A', { attempts: [failing] })],
      'failed',
      'failed',
    ],
    ['the last state of an execution that died', [state('A')], 'unfinished', 'unfinished'],
    ['the state that closes an event', [state('A', { exitedAt: undefined as never })], 'succeeded', 'passed'],
    ['a Fail state', [state('A', { type: 'Fail' })], 'failed', 'failed'],
    [
      'an error outside of any call',
      [state('A', { error: { error: 'Boom' } }), state('B')],
      'succeeded',
      'caught',
    ],
  ] as const)('calls %s so', (_, states, ended, status) => {
    expect(statuses(execution([...states], ended))[0]).toBe(status);
  });

  it('keeps the variables of earlier states', () => {
    const visits = visitsOf(
      execution([
        state('A', { variables: { value: { a: 1, b: 1 }, kept: [] } }),
        state('B', { variables: { value: { b: 2 }, kept: [] } }),
        state('C'),
      ]),
    );
    expect(visits[1]).toMatchObject({ variablesBefore: { a: 1, b: 1 }, variablesAfter: { a: 1, b: 2 } });
    expect(visits[2]?.variablesAfter).toEqual({ a: 1, b: 2 });
  });

  it('knows how long a stay took, where its end is known', () => {
    expect(tookMs(state('A'))).toBe(1_500);
    expect(tookMs(state('A', { exitedAt: undefined as never }))).toBeUndefined();
  });
});

it('the time that a derived state took, or a state without a recorded end, is not made up', () => {
  const texts = [state('A'), state('A', { from: 'derived' }), state('A', { exitedAt: undefined as never })];
  expect(texts.map(tookText)).toEqual(['1.5 s', '–', '–']);
});

describe('the ways taken', () => {
  it('counts a way that was taken twice', () => {
    const visits = visitsOf(execution(['A', 'B', 'A', 'B'].map((name) => state(name))));
    expect(Object.fromEntries(takenEdges(visits))).toEqual({ 'A>B': 2, 'B>A': 1 });
  });
});

describe('the states of the workflow', () => {
  const graph: WorkflowGraph = {
    startAt: 'A',
    states: ['A', 'B'].map((name) => ({ name, type: 'Task', next: [] })),
  };

  it('are as their worst stay, and skipped where there was none', () => {
    const visits = visitsOf(execution([state('A'), state('A', { attempts: [failing] }), state('A')]));
    expect(Object.fromEntries(nodeStates(graph, visits))).toEqual({
      A: { status: 'caught', visits: [0, 1, 2], attempts: 1 },
      B: { status: 'skipped', visits: [], attempts: 0 },
    });
  });
});

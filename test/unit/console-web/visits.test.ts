import { describe, expect, it } from 'vitest';
import type { Trace, TraceState, WorkflowGraph } from '../../../console/contract/trace.ts';
import { nodeStates, takenEdges, tookMs, tookText, visitsOf } from '../../../console/web/src/trace/visits.ts';
import { roughTrace } from '../../e2e/console/rough-trace.ts';

const [rough] = roughTrace('event').executions as [Trace];
const state = (name: string, changes: Partial<TraceState> = {}): TraceState => ({
  name,
  type: 'Task',
  enteredAt: '2026-11-25T12:00:00.000Z',
  exitedAt: '2026-11-25T12:00:01.500Z',
  attempts: [],
  ...changes,
});
const failing = { startedAt: '2026-11-25T12:00:00.000Z', status: 'failed', error: 'Boom' } as const;
const execution = (states: TraceState[], status: Trace['status'] = 'succeeded'): Trace => ({
  executionArn: 'arn',
  status,
  startedAt: '2026-11-25T12:00:00.000Z',
  states,
});
const statuses = (trace: Trace) => visitsOf(trace).map(({ status }) => status);

describe('the stays of an execution', () => {
  it('tells what passed, was retried, was caught and ended', () => {
    expect(statuses(rough)).toEqual([
      'passed',
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
    ['a state that has no end', [state('A', { exitedAt: undefined as never })], 'unfinished', 'unfinished'],
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
      execution([state('A', { variables: { a: 1, b: 1 } }), state('B', { variables: { b: 2 } }), state('C')]),
    );
    expect(visits[1]).toMatchObject({ variablesBefore: { a: 1, b: 1 }, variablesAfter: { a: 1, b: 2 } });
    expect(visits[2]?.variablesAfter).toEqual({ a: 1, b: 2 });
  });

  it('knows how long a stay took, where its end is known', () => {
    expect(tookMs(state('A'))).toBe(1_500);
    expect(tookMs(state('A', { exitedAt: undefined as never }))).toBeUndefined();
  });
});

it('an execution that ended in a Fail state lacks no record of its end', () => {
  const left = (type: string) => tookText({ ...state('A'), type, exitedAt: undefined as never });
  expect([left('Fail'), left('Task')]).toEqual(['–', 'no end']);
});

describe('the ways taken', () => {
  it('counts a way that was taken twice', () => {
    const visits = visitsOf(execution(['A', 'B', 'A', 'B'].map((name) => state(name))));
    expect(Object.fromEntries(takenEdges(visits))).toEqual({ 'A>B': 2, 'B>A': 1 });
  });

  it('knows none across a gap', () => {
    const edges = takenEdges(visitsOf(rough));
    expect(edges.has('ApplyGuardrails>Commit')).toBe(false);
    expect(edges.size).toBe(10);
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

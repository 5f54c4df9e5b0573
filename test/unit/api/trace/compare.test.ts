import { describe, expect, it } from 'vitest';
import type { TraceState } from '../../../../api/routes/events.ts';
import { compareTraces } from '../../../../api/trace/compare.ts';

const step = (name: string, changes: Partial<TraceState> = {}): TraceState => ({
  name,
  type: 'Task',
  from: 'kept',
  enteredAt: '2026-11-22T12:00:00.000Z',
  attempts: [],
  ...changes,
});
const of = (eventId: string, ...states: TraceState[]) => ({
  eventId,
  trace: { execution: eventId, executionArn: `arn:${eventId}`, states },
});
const payload = (value: Record<string, unknown>) => ({ value, kept: [] });
const names = ({ steps }: ReturnType<typeof compareTraces>) =>
  steps.map(({ name, same, differs = [] }) => `${name} ${same ? 'same' : differs.join()}`);

describe('two executions beside each other', () => {
  it('are the same where only their ids, their executions and the times differ', () => {
    const make = (id: string, second: number) =>
      of(
        id,
        step('Receive', {
          enteredAt: `2026-11-22T12:00:0${second}.000Z`,
          input: payload({ id, at: `2026-11-22T12:00:0${second}.123Z`, execution: `arn:${id}` }),
          output: payload({ [id]: 1 }),
        }),
      );
    const { steps, first } = compareTraces(make('e1', 1), make('e2', 2));
    expect(steps).toMatchObject([{ name: 'Receive', same: true }]);
    expect(first).toBeUndefined();
  });

  it('show the first step in which they differ, and in what', () => {
    const a = of('a', step('One'), step('Two', { output: payload({ price: 1 }) }), step('Three'));
    const b = of(
      'b',
      step('One'),
      step('Two', { output: payload({ price: 2 }) }),
      step('Three', { error: { error: 'X' } }),
    );
    const compared = compareTraces(a, b);
    expect(names(compared)).toEqual(['One same', 'Two output', 'Three error']);
    expect(compared.first).toBe(1);
  });

  it('tell retries apart by how they ended, not by when', () => {
    const attempt = (status: 'succeeded' | 'failed', at: string) => ({ startedAt: at, status });
    const a = of('a', step('One', { attempts: [attempt('succeeded', 'x')] }));
    const b = of('b', step('One', { attempts: [attempt('failed', 'y'), attempt('succeeded', 'z')] }));
    expect(names(compareTraces(a, b))).toEqual(['One attempts']);
    expect(names(compareTraces(a, of('b', step('One', { attempts: [attempt('succeeded', 'y')] }))))).toEqual([
      'One same',
    ]);
  });

  it('go on beside each other after a step that only one of them took', () => {
    const a = of(
      'a',
      step('One'),
      step('Model'),
      step('Guard'),
      step('Commit'),
      step('Guard'),
      step('Commit'),
    );
    const b = of('b', step('One'), step('Model'), step('Fallback'), step('Guard'), step('Commit'));
    expect(names(compareTraces(a, b))).toEqual([
      'One same',
      'Model same',
      'Fallback taken',
      'Guard same',
      'Commit same',
      'Guard taken',
      'Commit taken',
    ]);
  });
});

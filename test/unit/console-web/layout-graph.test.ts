import { describe, expect, it } from 'vitest';
import type { WorkflowEdge, WorkflowGraph } from '../../../api/routes/events.ts';
import { layoutGraph, NODE } from '../../../console/web/src/trace/layout-graph.ts';

const to = (target: string, kind: WorkflowEdge['kind'] = 'next'): WorkflowEdge => ({ to: target, kind });

const graph: WorkflowGraph = {
  startAt: 'Begin',
  states: [
    { name: 'Begin', type: 'Task', next: [to('Choose'), to('Trouble', 'catch')] },
    { name: 'Choose', type: 'Choice', next: [to('Skip', 'choice'), to('Work', 'default')] },
    { name: 'Work', type: 'Task', next: [to('Check'), to('Trouble', 'catch')] },
    {
      name: 'Check',
      type: 'Choice',
      next: [to('Work', 'choice'), to('Done', 'choice'), to('Trouble', 'default')],
    },
    { name: 'Skip', type: 'Succeed', next: [] },
    { name: 'Done', type: 'Succeed', next: [] },
    { name: 'Trouble', type: 'Fail', next: [] },
  ],
};
const places = layoutGraph(graph);
const place = (name: string) => places.get(name) ?? expect.unreachable(name);

describe('the picture of the workflow', () => {
  it('has the longest way through in one column, from top to bottom, also where it loops', () => {
    const main = ['Begin', 'Choose', 'Work', 'Check', 'Done'].map(place);
    expect(main.map(({ column }) => column)).toEqual([0, 0, 0, 0, 0]);
    expect(main.map(({ y }) => y)).toEqual(main.map(({ y }) => y).toSorted((a, b) => a - b));
  });

  it('has trouble on the right, and other ways out on the left', () => {
    expect(place('Trouble').column).toBeGreaterThan(0);
    expect(place('Skip').column).toBeLessThan(0);
  });

  it('has no two states in one place', () => {
    const all = [...places.values()];
    const overlaps = all.flatMap((a, at) =>
      all.slice(at + 1).filter((b) => Math.abs(a.x - b.x) < NODE.width && Math.abs(a.y - b.y) < NODE.height),
    );
    expect(places.size).toBe(graph.states.length);
    expect(overlaps).toEqual([]);
  });
});

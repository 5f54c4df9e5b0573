import { expect, it } from 'vitest';
import { workflowGraph } from '../../../../api/trace/workflow-graph.ts';
import { definitionText } from '../../../../workflows/definition.ts';

const definition = JSON.parse(definitionText());
const graph = workflowGraph(definition);

it('has every state of the workflow, and only ways to states that are there', () => {
  const names = graph.states.map(({ name }) => name);
  expect(names).toEqual(Object.keys(definition.States));
  expect(names).toContain(graph.startAt);
  for (const { next } of graph.states) for (const { to } of next) expect(names).toContain(to);
});

it('reaches every state from the first', () => {
  const reached = new Set([graph.startAt]);
  for (const name of reached)
    for (const { to } of graph.states.find((state) => state.name === name)?.next ?? []) reached.add(to);
  expect([...reached].toSorted()).toEqual(graph.states.map(({ name }) => name).toSorted());
});

it('tells the ways apart, and what each is taken for', () => {
  const States = {
    One: {
      Type: 'Task',
      Comment: 'the first',
      Next: 'Two',
      Catch: [{ ErrorEquals: ['A', 'B'], Next: 'Three' }],
    },
    Two: { Type: 'Choice', Choices: [{ Condition: '{% $x > 1 %}', Next: 'Three' }], Default: 'One' },
    Three: { Type: 'Succeed' },
  };
  expect(workflowGraph({ StartAt: 'One', States }).states).toEqual([
    {
      name: 'One',
      type: 'Task',
      comment: 'the first',
      next: [
        { to: 'Two', kind: 'next' },
        { to: 'Three', kind: 'catch', label: 'A, B' },
      ],
    },
    {
      name: 'Two',
      type: 'Choice',
      next: [
        { to: 'Three', kind: 'choice', label: '$x > 1' },
        { to: 'One', kind: 'default' },
      ],
    },
    { name: 'Three', type: 'Succeed', next: [] },
  ]);
});

import * as z from 'zod';
import type { WorkflowEdge, WorkflowGraph } from '../routes/events.ts';

const Target = z.object({ Next: z.string().optional() });
const State = Target.extend({
  Type: z.string(),
  Comment: z.string().optional(),
  Default: z.string().optional(),
  Choices: z.array(Target.extend({ Condition: z.unknown(), Comment: z.string().optional() })).default([]),
  Catch: z.array(Target.extend({ ErrorEquals: z.array(z.string()) })).default([]),
});
type State = z.infer<typeof State>;
const Definition = z.object({ StartAt: z.string(), States: z.record(z.string(), State) });

/** A state machine (ASL) as states and transitions. */
export function workflowGraph(definition: unknown): WorkflowGraph {
  const { StartAt, States } = Definition.parse(definition);
  return {
    startAt: StartAt,
    states: Object.entries(States).map(([name, state]) => ({
      name,
      type: state.Type,
      ...(state.Comment === undefined ? {} : { comment: state.Comment }),
      next: waysOn(state),
    })),
  };
}

const waysOn = ({ Next, Choices, Default, Catch }: State): WorkflowEdge[] => [
  ...way(Next, 'next'),
  ...Choices.flatMap(({ Next: to, Condition, Comment }) => way(to, 'choice', Comment ?? textOf(Condition))),
  ...way(Default, 'default'),
  ...Catch.flatMap(({ Next: to, ErrorEquals }) => way(to, 'catch', ErrorEquals.join(', '))),
];

const way = (to: string | undefined, kind: WorkflowEdge['kind'], label?: string): WorkflowEdge[] =>
  to === undefined ? [] : [{ to, kind, ...(label === undefined ? {} : { label }) }];

/** A condition without its JSONata delimiters. */
const textOf = (condition: unknown): string =>
  typeof condition === 'string'
    ? condition.replace(/^\{%\s*|\s*%\}$/g, '')
    : (JSON.stringify(condition) ?? '');

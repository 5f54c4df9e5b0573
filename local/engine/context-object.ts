import type { Execution } from './execution.ts';
import type { Json } from './json.ts';
import type { StateMachine } from './state-machine.ts';

/** The context object, `$states.context`. Without `RedriveCount`, because Express executions can't be redriven. */
export interface ContextObject {
  readonly Execution: {
    readonly Id: string;
    readonly Input: Json;
    readonly Name: string;
    readonly RoleArn: string;
    readonly StartTime: string;
  };
  readonly StateMachine: { readonly Id: string; readonly Name: string };
  /** Only a Task has a `RetryCount`. */
  readonly State: { readonly Name: string; readonly EnteredTime: string; RetryCount?: number };
}

/** The part of the context object that is constant in an execution. */
export type ExecutionContext = Pick<ContextObject, 'Execution' | 'StateMachine'>;

export function executionContext(machine: StateMachine, execution: Execution): ExecutionContext {
  return {
    Execution: {
      Id: execution.arn,
      Input: execution.input,
      Name: execution.name,
      RoleArn: roleArn(machine),
      StartTime: new Date(execution.startedAt).toISOString(),
    },
    StateMachine: { Id: machine.arn, Name: machine.name },
  };
}

/** Completes the context object for a state entered at `enteredAt`, in ms since the epoch. */
export function stateContext(context: ExecutionContext, name: string, enteredAt: number): ContextObject {
  // A getter, because formatting the time is slow and few expressions use it.
  const State = {
    Name: name,
    get EnteredTime() {
      return new Date(enteredAt).toISOString();
    },
  };
  return { ...context, State };
}

/** There is no role on one machine, but AWS has a field for it. */
export function roleArn({ arn, name }: { arn: string; name: string }): string {
  return `arn:aws:iam::${arn.split(':')[4]}:role/${name}`;
}

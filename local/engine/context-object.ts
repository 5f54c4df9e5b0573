import type { Execution } from './execution.ts';
import type { Json } from './json.ts';
import type { StateMachine } from './state-machine.ts';

/** The context object that expressions read as `$states.context`. Without `RedriveCount`: Express is never redriven. */
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

/** The part of the context object that stays the same for a whole execution. */
export type ExecutionContext = Pick<ContextObject, 'Execution' | 'StateMachine'>;

/** Makes the part of the context object that stays the same for a whole execution. */
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
  // Few expressions ask for the time, which takes long to write.
  const State = {
    Name: name,
    get EnteredTime() {
      return new Date(enteredAt).toISOString();
    },
  };
  return { ...context, State };
}

/** There is no role on one machine, but AWS has a place for one. */
function roleArn({ arn, name }: StateMachine): string {
  return `arn:aws:iam::${arn.split(':')[4]}:role/${name}`;
}

import type { ServiceIntegration } from './integrations.ts';
import type { Template, TypedTemplate } from './template.ts';

/** A loaded state machine: checked, and with every expression parsed. Made by `loadStateMachine`. */
export interface StateMachine {
  readonly name: string;
  readonly arn: string;
  readonly startAt: string;
  /** Time-out of an execution, in ms. */
  readonly timeoutMs: number;
  readonly states: ReadonlyMap<string, State>;
}

export type State = TaskState | ChoiceState | PassState | WaitState | SucceedState | FailState;

/** `Assign`, `Output` and the next state. */
export interface Exit {
  readonly assign: ReadonlyMap<string, Template>;
  /** Undefined for the default output of the state. */
  readonly output: Template | undefined;
  /** The next state; undefined at the end of the execution. */
  readonly next: string | undefined;
}

export interface TaskState extends Exit {
  readonly type: 'Task';
  readonly name: string;
  readonly integration: ServiceIntegration;
  readonly arguments: Template;
  readonly timeoutSeconds: TypedTemplate<number> | undefined;
  readonly retriers: readonly Retrier[];
  readonly catchers: readonly Catcher[];
}

export interface ChoiceState {
  readonly type: 'Choice';
  readonly name: string;
  readonly rules: readonly ChoiceRule[];
  /** Exit when no rule matches. */
  readonly otherwise: Exit | undefined;
}

interface ChoiceRule extends Exit {
  readonly condition: TypedTemplate<boolean>;
}

export interface PassState extends Exit {
  readonly type: 'Pass';
  readonly name: string;
}

export interface WaitState extends Exit {
  readonly type: 'Wait';
  readonly name: string;
  readonly until: { readonly seconds: TypedTemplate<number> } | { readonly timestamp: TypedTemplate<string> };
}

export interface SucceedState extends Exit {
  readonly type: 'Succeed';
  readonly name: string;
}

export interface FailState {
  readonly type: 'Fail';
  readonly name: string;
  readonly error: TypedTemplate<string> | undefined;
  readonly cause: TypedTemplate<string> | undefined;
}

export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly backoffRate: number;
  readonly maxAttempts: number;
  readonly maxDelaySeconds: number;
  readonly jitter: 'NONE' | 'FULL';
}

export interface Catcher extends Exit {
  readonly errorEquals: readonly string[];
}

import { definitionText } from '../../../workflows/definition.ts';
import type { Target } from './pipeline.ts';

export interface Retrier {
  ErrorEquals: string[];
  IntervalSeconds: number;
  BackoffRate: number;
  MaxAttempts: number;
  MaxDelaySeconds: number;
  JitterStrategy: string;
}

interface Exit {
  Next: string;
  Assign?: Record<string, unknown>;
}

/** A state as the file writes it. */
export interface AslState extends Partial<Exit> {
  Type: string;
  Resource?: string;
  TimeoutSeconds?: number;
  Retry?: Retrier[];
  Catch?: (Exit & { ErrorEquals: string[] })[];
  Choices?: Exit[];
  Default?: string;
}

export interface Asl {
  TimeoutSeconds: number;
  States: Record<string, AslState>;
}

/** The workflow's file, with its placeholders. */
export const asl = JSON.parse(definitionText()) as Asl;

/** The Task states, with their names. */
export const tasks: [name: string, state: AslState][] = Object.entries(asl.States).filter(
  ([, { Type }]) => Type === 'Task',
);

/** Whether the state calls a Lambda function. */
export const isLambda = ({ Resource }: AslState): boolean => Resource?.endsWith(':lambda:invoke') ?? false;

/** The stage that a Task state's Catch names: a fault there may make the event a dead letter. */
export const stageOf = ({ Catch: [caught] = [] }: AslState): string | undefined =>
  (caught?.Assign?.['failure'] as { stage?: string } | undefined)?.stage;

/** What a Task state calls, as faults name it. */
export const targetOf = (name: string, state: AslState): Target =>
  name === 'KeepWaiting' ? 'keepWaiting' : calledBy(name, state);

const calledBy = (name: string, state: AslState): Target =>
  (isLambda(state) ? name : (state.Resource?.split(':').at(-1) ?? '')) as Target;

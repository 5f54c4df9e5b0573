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

/** A state in the file. */
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

/** The stage in a Task state's Catch; with a stage, a fault may dead-letter the event. */
export const stageOf = ({ Catch: [caught] = [] }: AslState): string | undefined =>
  (caught?.Assign?.['failure'] as { stage?: string } | undefined)?.stage;

/** The target of a Task state, by the name that faults use. */
export const targetOf = (name: string, state: AslState): Target =>
  name === 'KeepWaiting' ? 'keepWaiting' : calledBy(name, state);

const calledBy = (name: string, state: AslState): Target =>
  (isLambda(state) ? name : (state.Resource?.split(':').at(-1) ?? '')) as Target;

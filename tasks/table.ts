import { ApplyGuardrails } from './apply-guardrails.ts';
import { ChallengePrice } from './challenge-price.ts';
import { Close } from './close.ts';
import { Commit } from './commit.ts';
import { DeadLetter } from './dead-letter.ts';
import { FallbackPrice } from './fallback-price.ts';
import { LoadContext } from './load-context.ts';
import { PredictPrice } from './predict-price.ts';
import { PublishPrice } from './publish-price.ts';
import { ReceiveEvent } from './receive-event.ts';
import type { Task } from './task.ts';

/** Every task of the workflow by the name of its state. */
export const TASKS = {
  ReceiveEvent,
  LoadContext,
  PredictPrice,
  FallbackPrice,
  ApplyGuardrails,
  Commit,
  PublishPrice,
  Close,
  DeadLetter,
  ChallengePrice,
} as const;

/** The states of the workflow that run our functions. */
export type TaskState = keyof typeof TASKS;

/** The dependencies of all tasks. */
export type TaskDeps = Intersection<
  { [State in TaskState]: Parameters<(typeof TASKS)[State]['run']>[0] }[TaskState]
>;

/** The tasks as pairs of name and declaration, without their individual types. */
export const taskList = Object.entries(TASKS) as [TaskState, Task<TaskDeps, unknown, unknown>][];

type Intersection<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

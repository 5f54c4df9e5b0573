import type * as z from 'zod';
import type { Measured } from './telemetry/measured.ts';

/** A state of the workflow that is a function of ours. One entry in the table of tasks; the rest follows from it. */
export interface Task<Deps, Input, Answer> {
  /** The name of the state. */
  state: string;
  input: z.ZodType<Input>;
  /** Makes the function of what it depends on. */
  run: (deps: Deps) => (input: Input) => Promise<Answer>;
  /** The metric of one call; undefined for none. */
  measure?: Measure<Input, Answer>;
}

/** The metric of one call; undefined for none. */
export type Measure<Input, Answer> = (input: Input, answer: Answer) => Measured | undefined;

/** Declares a task: its types follow from the schema and the function. */
export const task = <const State extends string, Deps, Input, Answer>(
  declared: Task<Deps, Input, Answer> & { state: State },
) => declared;

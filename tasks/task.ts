import type * as z from 'zod';
import type { Measured } from './telemetry/measured.ts';

/** A state of the workflow that runs our function. It is one entry in the table of tasks; everything else follows from it. */
export interface Task<Deps, Input, Answer> {
  /** The name of the state. */
  state: string;
  input: z.ZodType<Input>;
  /** Makes the function from its dependencies. */
  run: (deps: Deps) => (input: Input) => Promise<Answer>;
  /** The metric of one call; undefined for none. */
  measure?: Measure<Input, Answer>;
}

/** The metric of one call; undefined for none. */
export type Measure<Input, Answer> = (input: Input, answer: Answer) => Measured | undefined;

/** Declares a task; infers its types from schema and function. */
export const task = <const State extends string, Deps, Input, Answer>(
  declared: Task<Deps, Input, Answer> & { state: State },
) => declared;

import * as z from 'zod';
import { Time } from '../values/time.ts';

/** One state of an execution that did work, as the workflow's variable holds it. */
export const TraceEntry = z.object({
  state: z.string(),
  entered: Time,
  /** Absent for the state that writes the record, because it has not ended yet. */
  left: Time.optional(),
  /** Attempts before the last one. */
  retries: z.int().positive().optional(),
  /** Start and end of the task's last attempt, by its own clock. The rest of the stay is waiting and start-up. */
  began: Time.optional(),
  ended: Time.optional(),
  /** The error that the workflow caught. */
  error: z.object({ error: z.string(), cause: z.string() }).optional(),
});
export type TraceEntry = z.infer<typeof TraceEntry>;

/** Consecutive trace entries of one execution, stored in one item. */
export const TracePart = z.object({
  /** The last segment of the execution's ARN. */
  execution: z.string(),
  /** The number of earlier entries of the execution. */
  from: z.int().nonnegative(),
  entries: z.array(TraceEntry),
});
export type TracePart = z.infer<typeof TracePart>;

/** The short name of an execution, unique among those of an event. */
export const executionKey = (arn: string): string => arn.split(':').at(-1) ?? arn;

import * as z from 'zod';
import { Time } from '../values/time.ts';

/** One stay of an execution in a state that did work, as the workflow carries it. */
export const TraceEntry = z.object({
  state: z.string(),
  entered: Time,
  /** Absent for the state that writes the record: it is not left yet. */
  left: Time.optional(),
  /** Attempts before the last one. */
  retries: z.int().positive().optional(),
  /** When the task's last attempt began and ended, by its own clock: the rest is waiting and start-up. */
  began: Time.optional(),
  ended: Time.optional(),
  /** The error that the workflow caught. */
  error: z.object({ error: z.string(), cause: z.string() }).optional(),
});
export type TraceEntry = z.infer<typeof TraceEntry>;

/** A stretch of the trace of one execution, as an item keeps it. */
export const TracePart = z.object({
  /** The last segment of the execution's ARN. */
  execution: z.string(),
  /** How many entries of the execution come before these. */
  from: z.int().nonnegative(),
  entries: z.array(TraceEntry),
});
export type TracePart = z.infer<typeof TracePart>;

/** The name that items keep of an execution, which is unique among those of an event. */
export const executionKey = (arn: string): string => arn.split(':').at(-1) ?? arn;

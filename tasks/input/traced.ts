import * as z from 'zod';
import { executionKey, TraceEntry, type TracePart } from '../../domain/record/trace-part.ts';
import { Time } from '../../domain/values/time.ts';

/** What the workflow hands to a task that writes the record. A caller without a workflow has no trace to leave. */
export const Traced = z.object({
  execution: z.string().optional(),
  trace: z.array(TraceEntry).optional(),
  /** How many entries of the trace are written already. */
  recorded: z.int().nonnegative().optional(),
  /** When the workflow entered the state of this task, which is in no trace yet. */
  entered: Time.optional(),
});
export type Traced = z.infer<typeof Traced>;

/** What is not written yet; undefined without a trace. */
export function partOf({ execution, trace, recorded = 0 }: Traced): TracePart | undefined {
  if (execution === undefined || trace === undefined) return undefined;
  return { execution: executionKey(execution), from: recorded, entries: trace.slice(recorded) };
}

/** The trace with the stay in the state that the task works for, as far as it is known. */
export const withOwn = ({ trace, entered, ...rest }: Traced, state: string, began?: string): Traced => ({
  ...rest,
  ...(trace && entered ? { trace: [...trace, { state, entered, ...(began ? { began } : {}) }] } : {}),
});

import * as z from 'zod';
import { executionKey, TraceEntry, type TracePart } from '../domain/record/trace-part.ts';
import { Time } from '../domain/values/time.ts';

/** The trace that the workflow passes to a task that writes the record. Absent for a caller without a workflow. */
export const Traced = z.object({
  execution: z.string().optional(),
  trace: z.array(TraceEntry).optional(),
  /** The number of trace entries already written. */
  recorded: z.int().nonnegative().optional(),
  /** When the workflow entered the state of this task, which has no trace entry yet. */
  entered: Time.optional(),
});
export type Traced = z.infer<typeof Traced>;

/** The entries not yet written; undefined without a trace. */
export function partOf({ execution, trace, recorded = 0 }: Traced): TracePart | undefined {
  if (execution === undefined || trace === undefined) return undefined;
  return { execution: executionKey(execution), from: recorded, entries: trace.slice(recorded) };
}

/** The trace with an entry for the present state, as far as it is known. */
export const withOwn = ({ trace, entered, ...rest }: Traced, state: string, began?: string): Traced => ({
  ...rest,
  ...(trace && entered ? { trace: [...trace, { state, entered, ...(began ? { began } : {}) }] } : {}),
});

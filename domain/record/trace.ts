import * as z from 'zod';

/** One attempt at a task. Attempts that were retried are stored only as failed. */
export const TraceAttempt = z.object({
  status: z.enum(['succeeded', 'failed', 'timed-out', 'unfinished']),
  /** By the task's own clock. */
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
});
export type TraceAttempt = z.infer<typeof TraceAttempt>;

/** A state's input, answer or assignments by name. Values that are not in the record are left out. */
export const Payload = z.object({
  value: z.record(z.string(), z.unknown()),
  /** The fields that are in the record; the others are derived. */
  kept: z.array(z.string()),
});
export type Payload = z.infer<typeof Payload>;

/** One state of an execution. */
export const TraceState = z.object({
  name: z.string(),
  type: z.string(),
  /** `kept`: the execution recorded it. `derived`: it follows from the definition and the rest of the record. */
  from: z.enum(['kept', 'derived']),
  /** For a derived state: the last known time before it. */
  enteredAt: z.string(),
  /** Absent if unknown. */
  exitedAt: z.string().optional(),
  attempts: z.array(TraceAttempt),
  input: Payload.optional(),
  output: Payload.optional(),
  variables: Payload.optional(),
  /** The caught error, with the message of its cause. */
  error: z.object({ error: z.string().optional(), cause: z.string().optional() }).optional(),
});
export type TraceState = z.infer<typeof TraceState>;

/**
 * How an execution ended. `closed`: it gave the event its outcome. `duplicate`: the event had one already. `lost`: another
 * execution ended the event meanwhile. `waiting`: it put the event into the queue of waiting events. `left`: it left the
 * event to the sweeper. `under-way`: not known yet; it may have died. `abandoned`: it died or was stopped.
 */
const EndKind = z.enum(['closed', 'duplicate', 'lost', 'waiting', 'left', 'under-way', 'abandoned']);

export const ExecutionEnd = z.object({
  kind: EndKind,
  /** The end as a sentence; for a dead execution with the findings of the next one. */
  text: z.string(),
});
export type ExecutionEnd = z.infer<typeof ExecutionEnd>;

/** The trace of one execution. */
export const Trace = z.object({
  /** The last segment of its ARN. */
  execution: z.string(),
  /** Absent for an execution that began after the event had its outcome. */
  executionArn: z.string().optional(),
  status: z.enum(['succeeded', 'failed', 'unfinished']),
  end: ExecutionEnd,
  /** Absent for an execution without entries. */
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  states: z.array(TraceState),
  /** Where the log of a failed execution is: an address or a file. */
  log: z.string().optional(),
  /** Recorded states whose item no longer exists. */
  missing: z.number().optional(),
});
export type Trace = z.infer<typeof Trace>;

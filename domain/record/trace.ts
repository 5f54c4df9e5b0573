import * as z from 'zod';

/** One call of a task's resource. Of an attempt that a retry followed nothing is kept but that it failed. */
export const TraceAttempt = z.object({
  status: z.enum(['succeeded', 'failed', 'timed-out', 'unfinished']),
  /** By the task's own clock. */
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
});
export type TraceAttempt = z.infer<typeof TraceAttempt>;

/** What a state was given, answered or assigned, by name. What the record does not tell is left out. */
export const Payload = z.object({
  value: z.record(z.string(), z.unknown()),
  /** The fields that stand in the record as they were; the others are derived from it. */
  kept: z.array(z.string()),
});
export type Payload = z.infer<typeof Payload>;

/** One stay in one state. */
export const TraceState = z.object({
  name: z.string(),
  type: z.string(),
  /** `kept`: the execution recorded the stay. `derived`: it follows from the definition and the rest of the record. */
  from: z.enum(['kept', 'derived']),
  /** Of a derived stay: the last time known before it. */
  enteredAt: z.string(),
  /** Absent where the record does not tell it. */
  exitedAt: z.string().optional(),
  attempts: z.array(TraceAttempt),
  input: Payload.optional(),
  output: Payload.optional(),
  variables: Payload.optional(),
  /** The error that the workflow caught; of its cause the message. */
  error: z.object({ error: z.string().optional(), cause: z.string().optional() }).optional(),
});
export type TraceState = z.infer<typeof TraceState>;

/**
 * How an execution ended. `closed`: it gave the event its outcome. `duplicate`: the event had one. `lost`: another execution ended
 * the event meanwhile. `waiting`: it put the event into the queue of waiting events. `left`: it left the event to the sweeper.
 * `under-way`: nothing tells yet; it may have died. `abandoned`: it died, or was stopped.
 */
const EndKind = z.enum(['closed', 'duplicate', 'lost', 'waiting', 'left', 'under-way', 'abandoned']);

export const ExecutionEnd = z.object({
  kind: EndKind,
  /** The same in a sentence, with what the next execution found where this one died. */
  text: z.string(),
});
export type ExecutionEnd = z.infer<typeof ExecutionEnd>;

/** What one execution went through. */
export const Trace = z.object({
  /** The last segment of its ARN. */
  execution: z.string(),
  /** Absent for an execution that began after the event had its outcome. */
  executionArn: z.string().optional(),
  status: z.enum(['succeeded', 'failed', 'unfinished']),
  end: ExecutionEnd,
  /** Absent for an execution that left nothing. */
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  states: z.array(TraceState),
  /** Where the log of a failed execution is, if there is one: an address or a file. */
  log: z.string().optional(),
  /** Stays that the execution recorded in an item which is not there any more. */
  missing: z.number().optional(),
});
export type Trace = z.infer<typeof Trace>;

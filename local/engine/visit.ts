import type { ContextObject } from './context-object.ts';
import { ExecutionTimedOut, StateError } from './errors.ts';
import type { Json } from './json.ts';
import { isOverLimit, jsonPayload, type Payload } from './payload.ts';
import type { Run } from './run.ts';
import type { Exit } from './state-machine.ts';
import { QueryFailure, type Variables } from './template.ts';

/** Maximum bytes of JSON text of all variables in an execution: 10 MiB. */
const VARIABLES_LIMIT = 10 * 2 ** 20;

/** One visit to one state. */
export interface Visit {
  readonly run: Run;
  readonly name: string;
  readonly input: Payload;
  /** Id of the record of the entry. */
  readonly enteredId: number;
  /** `$states.context`. A task counts its retries in it. */
  readonly context: ContextObject;
}

/** The result of a visit. */
export interface Departure {
  readonly output: Payload;
  readonly assigned: ReadonlyMap<string, Payload>;
  /** Undefined at the end of the execution. */
  readonly next: string | undefined;
}

/** Parts of `$states` besides `input` and `context`. */
export interface StatesExtra {
  readonly result?: Json;
  readonly errorOutput?: Json;
}

/**
 * Evaluates a template of the state, synchronously if possible.
 * @throws StateError, or rejects with it: `States.QueryEvaluationError`, after writing the log record of the failure
 */
export function evaluate<T>(
  visit: Visit,
  template: { evaluate(variables: Variables): T | Promise<T> },
  extra?: StatesExtra,
): T | Promise<T> {
  const { scope } = visit.run;
  scope['states'] = { input: visit.input.value, context: visit.context, ...extra };
  const failed = (failure: unknown): never => throwAsStateError(visit, failure);
  try {
    const result = template.evaluate(scope);
    return result instanceof Promise ? result.catch(failed) : result;
  } catch (failure) {
    return failed(failure);
  }
}

function throwAsStateError({ run, name, enteredId }: Visit, failure: unknown): never {
  if (!(failure instanceof QueryFailure)) throw failure;
  const error = 'States.QueryEvaluationError';
  const cause = `An error occurred while executing the state '${name}' (entered at the event id #${enteredId}). ${failure.message}`;
  run.log('EvaluationFailed', () => ({ cause, error, location: failure.field, state: name }));
  throw new StateError(error, cause);
}

/** Leaves the state. Assign and Output both use the variables at entry. */
export async function leave(
  visit: Visit,
  exit: Exit,
  defaultOutput: Payload,
  extra?: StatesExtra,
): Promise<Departure> {
  const what = `The state '${visit.name}' returned a result that`;
  const assigned = new Map<string, Payload>();
  for (const [name, template] of exit.assign) {
    const value = evaluate(visit, template, extra);
    assigned.set(name, jsonPayload(value instanceof Promise ? await value : value, what));
  }
  if (isOverLimit(...Array.from(assigned.values(), ({ text }) => text))) {
    throw new StateError(
      'States.DataLimitExceeded',
      `The state '${visit.name}' assigned too many bytes at once.`,
    );
  }
  if (bytesWith(visit.run.variableBytes, assigned) > VARIABLES_LIMIT) {
    throw new StateError(
      'States.DataLimitExceeded',
      `With what the state '${visit.name}' assigned, the variables have more than ${VARIABLES_LIMIT} bytes.`,
    );
  }
  const output =
    exit.output === undefined ? defaultOutput : jsonPayload(await evaluate(visit, exit.output, extra), what);
  return { output, assigned, next: exit.next };
}

/** Bytes of all variables after the assignment. */
function bytesWith(bytes: ReadonlyMap<string, number>, assigned: ReadonlyMap<string, Payload>): number {
  let total = 0;
  for (const [name, before] of bytes) if (!assigned.has(name)) total += before;
  for (const { text } of assigned.values()) total += Buffer.byteLength(text);
  return total;
}

/**
 * Waits for `ms`.
 * @throws ExecutionTimedOut when the execution's time ends first
 */
export async function pause({ run }: Visit, ms: number): Promise<void> {
  const left = run.deadline - run.clock.now();
  await run.clock.sleep(Math.min(ms, left));
  if (ms >= left) throw new ExecutionTimedOut();
}

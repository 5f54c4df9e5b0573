import type { ContextObject } from './context-object.ts';
import { ExecutionTimedOut, StateError } from './errors.ts';
import type { Json } from './json.ts';
import { isOverLimit, jsonPayload, type Payload } from './payload.ts';
import type { Run } from './run.ts';
import type { Exit } from './state-machine.ts';
import { QueryFailure, type Variables } from './template.ts';

/** One stay in one state. */
export interface Visit {
  readonly run: Run;
  /** The state's name. */
  readonly name: string;
  readonly input: Payload;
  /** The workflow's variables, as they were on the way in. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** The id of the record of the way in. */
  readonly enteredId: number;
  /** The context object, `$states.context`. A task counts its retries in it. */
  readonly context: ContextObject;
  /** What expressions see, as it was made for the last of them. */
  scope?: { extra: StatesExtra | undefined; variables: Variables };
}

/** How a state was left. */
export interface Departure {
  readonly output: Payload;
  readonly assigned: ReadonlyMap<string, Payload>;
  /** Undefined when the execution ends here. */
  readonly next: string | undefined;
}

/** What `$states` holds beyond `input` and `context`. */
export interface StatesExtra {
  readonly result?: Json;
  readonly errorOutput?: Json;
}

/**
 * Evaluates a template of the state.
 * @throws StateError `States.QueryEvaluationError`, after writing the record that says where
 */
export async function evaluate<T>(
  visit: Visit,
  template: { evaluate(variables: Variables): T | Promise<T> },
  extra?: StatesExtra,
): Promise<T> {
  const { run, name, enteredId } = visit;
  try {
    return await template.evaluate(scopeOf(visit, extra));
  } catch (failure) {
    if (!(failure instanceof QueryFailure)) throw failure;
    const error = 'States.QueryEvaluationError';
    const cause = `An error occurred while executing the state '${name}' (entered at the event id #${enteredId}). ${failure.message}`;
    run.log('EvaluationFailed', { cause, error, location: failure.field, state: name });
    throw new StateError(error, cause);
  }
}

function scopeOf(visit: Visit, extra: StatesExtra | undefined): Variables {
  if (visit.scope === undefined || visit.scope.extra !== extra) {
    const states = { input: visit.input.value, context: visit.context, ...extra };
    visit.scope = { extra, variables: { ...visit.run.functions, ...visit.variables, states } };
  }
  return visit.scope.variables;
}

/** Leaves the state: Assign and Output both see the variables as they were on the way in. */
export async function leave(
  visit: Visit,
  exit: Exit,
  defaultOutput: Payload,
  extra?: StatesExtra,
): Promise<Departure> {
  const what = `The state '${visit.name}' returned a result that`;
  const assigned = new Map<string, Payload>();
  for (const [name, template] of exit.assign) {
    assigned.set(name, jsonPayload(await evaluate(visit, template, extra), what));
  }
  if (isOverLimit([...assigned.values()].map(({ text }) => text).join(''))) {
    throw new StateError(
      'States.DataLimitExceeded',
      `The state '${visit.name}' assigned too many bytes at once.`,
    );
  }
  const output =
    exit.output === undefined ? defaultOutput : jsonPayload(await evaluate(visit, exit.output, extra), what);
  return { output, assigned, next: exit.next };
}

/**
 * Lets `ms` pass.
 * @throws ExecutionTimedOut when the execution's time ends first
 */
export async function pause({ run }: Visit, ms: number): Promise<void> {
  const left = run.deadline - run.clock.now();
  await run.clock.sleep(Math.min(ms, left));
  if (ms >= left) throw new ExecutionTimedOut();
}

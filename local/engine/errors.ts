/** The definition has something that this engine does not implement or AWS would refuse. */
export class UnsupportedDefinition extends Error {
  override readonly name = 'UnsupportedDefinition';
  /** The state; undefined for the top level of the definition. */
  readonly state: string | undefined;
  /** The field's path in that state, e.g. `Retry[0]/IntervalSeconds`. */
  readonly field: string;

  constructor(place: { state?: string | undefined; field: string }, why: string) {
    super(`${place.state === undefined ? 'State machine' : `State "${place.state}"`}: ${place.field} ${why}`);
    this.state = place.state;
    this.field = place.field;
  }
}

/** The input of an execution is not JSON text, or is over the payload limit. */
export class InvalidExecutionInput extends Error {
  override readonly name = 'InvalidExecutionInput';
}

/** An error of a state. Retry and Catch match its `error`. */
export class StateError extends Error {
  override readonly name = 'StateError';
  /** The error's name in the workflow, e.g. `States.Timeout` or `InvalidEvent`; empty when a Fail state names none. */
  readonly error: string;
  override readonly cause: string | undefined;

  constructor(error: string, cause?: string) {
    super(cause === undefined ? error : `${error}: ${cause}`);
    this.error = error;
    this.cause = cause;
  }
}

/** An error in the format of log records and results. */
export function errorDetails({ error, cause }: StateError): { cause?: string; error?: string } {
  return { ...(cause !== undefined && { cause }), ...(error !== '' && { error }) };
}

/** The execution reached its time-out. No state can catch it, so it is not a `StateError`. */
export class ExecutionTimedOut extends Error {
  override readonly name = 'ExecutionTimedOut';
}

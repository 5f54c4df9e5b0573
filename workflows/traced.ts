interface State {
  Type: string;
  Assign?: Record<string, unknown>;
  Catch?: { Assign?: Record<string, unknown> }[];
}

// Undefined values produce no field. `$append` to an empty list returns the second argument, which is a list already.
const note = (more: string): string =>
  `{% $append($exists($trace) ? $trace : [], [{${[
    "'state': $states.context.State.Name",
    "'entered': $states.context.State.EnteredTime",
    "'left': $now()",
    "'retries': $states.context.State.RetryCount > 0 ? $states.context.State.RetryCount",
    more,
  ].join(', ')}}]) %}`;

const done = note("'began': $states.result.Payload.began, 'ended': $states.result.Payload.ended");
const failed = note(
  "'error': {'error': $states.errorOutput.Error, 'cause': $substring($states.errorOutput.Cause, 0, 500)}",
);

/** The states, where each task appends its entry to the variable `trace`, the execution's part of the record. */
export const traced = (states: Record<string, State>): Record<string, State> =>
  Object.fromEntries(
    Object.entries(states).map(([name, state]) => [
      name,
      state.Type === 'Task'
        ? {
            ...state,
            ...(state.Catch ? { Catch: state.Catch.map((way) => withTrace(way, failed)) } : {}),
            Assign: { ...state.Assign, trace: done },
          }
        : state,
    ]),
  );

const withTrace = <Way extends { Assign?: Record<string, unknown> }>(way: Way, trace: string): Way => ({
  ...way,
  Assign: { ...way.Assign, trace },
});

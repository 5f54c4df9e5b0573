import { StateError } from './errors.ts';
import type { ChoiceState, FailState, PassState, SucceedState, WaitState } from './state-machine.ts';
import { type Departure, evaluate, leave, pause, type Visit } from './visit.ts';

/** Pass and Succeed: without Output the input is the output. */
export function passState(visit: Visit, state: PassState | SucceedState): Promise<Departure> {
  return leave(visit, state, visit.input);
}

/** Choice: takes the first rule whose Condition is true, with its Assign and Output. */
export async function chooseState(visit: Visit, state: ChoiceState): Promise<Departure> {
  for (const rule of state.rules) {
    if (await evaluate(visit, rule.condition)) return leave(visit, rule, visit.input);
  }
  if (state.otherwise !== undefined) return leave(visit, state.otherwise, visit.input);
  throw new StateError(
    'States.NoChoiceMatched',
    `An error occurred while executing the state '${state.name}' (entered at the event id #${visit.enteredId}). No choice rule matched, and there is no Default.`,
  );
}

/** Wait: a number of seconds, or until a time, which may be in the past. */
export async function waitState(visit: Visit, state: WaitState): Promise<Departure> {
  const ms =
    'seconds' in state.until
      ? 1000 * (await evaluate(visit, state.until.seconds))
      : Date.parse(await evaluate(visit, state.until.timestamp)) - visit.run.clock.now();
  if (ms > 0) await pause(visit, ms);
  return leave(visit, state, visit.input);
}

/** Fail: ends the execution. */
export async function failState(visit: Visit, state: FailState): Promise<never> {
  const error = state.error && (await evaluate(visit, state.error));
  const cause = state.cause && (await evaluate(visit, state.cause));
  throw new StateError(error ?? '', cause);
}

import type { EngineClock } from './clock.ts';
import { type ExecutionContext, stateContext } from './context-object.ts';
import { ExecutionTimedOut } from './errors.ts';
import type { Caller } from './integrations.ts';
import { assignedDetails, inputDetails, type LogWriter, outputDetails } from './log-record.ts';
import type { Payload } from './payload.ts';
import type { State, StateMachine } from './state-machine.ts';
import { chooseState, failState, passState, waitState } from './steps.ts';
import { runTask } from './task.ts';
import type { Departure, Visit } from './visit.ts';

/** State of one execution that all its visits share. */
export interface Run {
  readonly machine: StateMachine;
  readonly caller: Caller;
  readonly clock: EngineClock;
  /** Returns 0 <= n < 1. */
  readonly random: () => number;
  /** When the execution times out, in ms since the epoch. */
  readonly deadline: number;
  /** The bytes of each variable's JSON text. */
  readonly variableBytes: Map<string, number>;
  /** The variables of expressions: functions, what the states assigned so far, and `states` of the evaluation under way. */
  readonly scope: Record<string, unknown>;
  readonly context: ExecutionContext;
  readonly log: LogWriter;
}

/**
 * Runs states until one ends the execution, and returns that state's output.
 * @throws StateError when a state fails and nothing catches it
 * @throws ExecutionTimedOut
 */
export async function runStates(run: Run, input: Payload): Promise<Payload> {
  let payload = input;
  let next: string | undefined = run.machine.startAt;
  while (next !== undefined) {
    const name: string = next;
    const entered = payload;
    const state = run.machine.states.get(name);
    if (state === undefined) throw new Error(`No state ${name} in the state machine`);
    const now = run.clock.now();
    if (now >= run.deadline) throw new ExecutionTimedOut();
    const enteredId = run.log(`${state.type}StateEntered`, () => ({ ...inputDetails(entered), name }));
    const visit: Visit = {
      run,
      name,
      input: entered,
      enteredId,
      context: stateContext(run.context, name, now),
    };
    const departure: Departure = await runState(visit, state);
    run.log(`${state.type}StateExited`, () => ({
      ...assignedDetails(departure.assigned),
      name,
      ...outputDetails(departure.output),
    }));
    for (const [variable, { value, text }] of departure.assigned) {
      run.scope[variable] = value;
      run.variableBytes.set(variable, Buffer.byteLength(text));
    }
    payload = departure.output;
    next = departure.next;
  }
  return payload;
}

function runState(visit: Visit, state: State): Promise<Departure> {
  switch (state.type) {
    case 'Task':
      return runTask(visit, state);
    case 'Choice':
      return chooseState(visit, state);
    case 'Wait':
      return waitState(visit, state);
    case 'Fail':
      return failState(visit, state);
    default:
      return passState(visit, state);
  }
}

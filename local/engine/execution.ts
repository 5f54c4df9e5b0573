import type { EngineClock } from './clock.ts';
import { executionContext } from './context-object.ts';
import { ExecutionTimedOut, errorDetails, InvalidExecutionInput, StateError } from './errors.ts';
import { expressionFunctions } from './functions.ts';
import type { Integrations } from './integrations.ts';
import type { Json } from './json.ts';
import { type ExpressLogRecord, inputDetails, logWriter, outputDetails } from './log-record.ts';
import { isOverLimit, PAYLOAD_LIMIT, type Payload } from './payload.ts';
import { type Run, runStates } from './run.ts';
import type { StateMachine } from './state-machine.ts';

export interface Execution {
  /** `arn:aws:states:<region>:<account>:express:<machine>:<name>:<uuid>` */
  arn: string;
  name: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
  input: Json;
}

/** How an execution ended. Times are milliseconds since the epoch. */
export interface ExecutionResult {
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT';
  /** Output of the last state, if the execution succeeded. */
  output?: Json;
  error?: string;
  cause?: string;
  startedAt: number;
  stoppedAt: number;
}

/** Dependencies of an execution. */
export interface ExecutionServices {
  integrations: Integrations;
  clock: EngineClock;
  /** Returns 0 <= n < 1: for jitter, `$random` and `$uuid`. */
  random: () => number;
  newId: () => string;
  /** Receives the records of level ALL. Without it no records are created. */
  log?: ((record: ExpressLogRecord) => void) | undefined;
}

/**
 * Starts an execution of Express semantics and runs it to its end.
 * @param request the input is JSON text; the name is a new id if left out
 * @returns the execution, and a promise of its end. It rejects only for a fault of the engine or of `log`
 * @throws InvalidExecutionInput when the input is over 262,144 bytes of UTF-8, or not JSON
 */
export function startExecution(
  machine: StateMachine,
  request: { name?: string; input: string },
  on: ExecutionServices,
): { execution: Execution; done: Promise<ExecutionResult> } {
  const input = readInput(request.input);
  const name = request.name ?? on.newId();
  const execution: Execution = {
    arn: `${machine.arn.replace(':stateMachine:', ':express:')}:${name}:${on.newId()}`,
    name,
    startedAt: on.clock.now(),
    input: input.value,
  };
  return { execution, done: runToEnd(machine, execution, input, on) };
}

function readInput(text: string): Payload {
  if (isOverLimit(text)) throw new InvalidExecutionInput(`The input is over ${PAYLOAD_LIMIT} bytes.`);
  try {
    return { value: JSON.parse(text), text };
  } catch (error) {
    throw new InvalidExecutionInput('The input is not JSON text.', { cause: error });
  }
}

async function runToEnd(
  machine: StateMachine,
  execution: Execution,
  input: Payload,
  on: ExecutionServices,
): Promise<ExecutionResult> {
  const { startedAt } = execution;
  const log = logWriter(execution.arn, on);
  const run: Run = {
    machine,
    caller: {
      integrations: on.integrations,
      stateMachineArn: machine.arn,
      executionArn: execution.arn,
    },
    clock: on.clock,
    random: on.random,
    deadline: startedAt + machine.timeoutMs,
    variableBytes: new Map(),
    scope: expressionFunctions({ now: on.clock.now, random: on.random }),
    context: executionContext(machine, execution),
    log,
  };
  log('ExecutionStarted', () => ({ ...inputDetails(input), roleArn: run.context.Execution.RoleArn }));
  try {
    const output = await runStates(run, input);
    log('ExecutionSucceeded', () => outputDetails(output));
    return { status: 'SUCCEEDED', output: output.value, startedAt, stoppedAt: on.clock.now() };
  } catch (error) {
    if (error instanceof ExecutionTimedOut) {
      log('ExecutionTimedOut', () => ({ error: 'States.Timeout' }));
      return { status: 'TIMED_OUT', error: 'States.Timeout', startedAt, stoppedAt: on.clock.now() };
    }
    if (!(error instanceof StateError)) throw error;
    const failure = errorDetails(error);
    log('ExecutionFailed', () => failure);
    return { status: 'FAILED', ...failure, startedAt, stoppedAt: on.clock.now() };
  }
}

import { timedOut, within } from './clock.ts';
import { ExecutionTimedOut, errorDetails, StateError } from './errors.ts';
import { isObject, type JsonObject } from './json.ts';
import { outputDetails } from './log-record.ts';
import { type Payload, passingPayload, toPayload } from './payload.ts';
import { matchesError, retryPlan } from './retry.ts';
import type { TaskState } from './state-machine.ts';
import { type Departure, evaluate, leave, pause, type Visit } from './visit.ts';

/** Task: calls its resource until it succeeds, retries run out, or a catcher matches. */
export async function runTask(visit: Visit, state: TaskState): Promise<Departure> {
  const nextRetry = retryPlan(state.retriers, visit.run.random);
  for (let retries = 0; ; retries += 1) {
    visit.context.State.RetryCount = retries;
    try {
      const result = await callResource(visit, state);
      return await leave(visit, state, result, { result: result.value });
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      const delay = nextRetry(error.error);
      if (delay === undefined) return catchError(visit, state, error);
      await pause(visit, delay);
    }
  }
}

async function catchError(visit: Visit, state: TaskState, failure: StateError): Promise<Departure> {
  const catcher = state.catchers.find(({ errorEquals }) => matchesError(errorEquals, failure.error));
  if (catcher === undefined) throw failure;
  const errorOutput = { Error: failure.error, Cause: failure.cause ?? '' };
  return leave(visit, catcher, toPayload(errorOutput, 'The error output'), { errorOutput });
}

/** One attempt. @throws StateError the error of the resource, or `States.Timeout` */
async function callResource(visit: Visit, state: TaskState): Promise<Payload> {
  const { run } = visit;
  const { resource, resourceType } = state.integration;
  const args = await taskArguments(visit, state);
  const seconds = state.timeoutSeconds && (await evaluate(visit, state.timeoutSeconds));
  run.log('TaskScheduled', () => ({
    parameters: args.text,
    region: run.machine.arn.split(':')[3],
    resource,
    resourceType,
    ...(seconds !== undefined && { timeoutInSeconds: String(seconds) }),
  }));
  run.log('TaskStarted', () => ({ resource, resourceType }));
  try {
    const result = await callInTime(visit, state, args.value, seconds);
    run.log('TaskSucceeded', () => ({ ...outputDetails(result), resource, resourceType }));
    return result;
  } catch (error) {
    if (error instanceof StateError) {
      const type = error.error === 'States.Timeout' ? 'TaskTimedOut' : 'TaskFailed';
      run.log(type, () => ({ ...errorDetails(error), resource, resourceType }));
    }
    throw error;
  }
}

async function taskArguments(visit: Visit, state: TaskState): Promise<Payload & { value: JsonObject }> {
  const what = `The Arguments of the state '${visit.name}'`;
  const { text, value } = passingPayload(await evaluate(visit, state.arguments), `${what} that`);
  if (!isObject(value)) throw new StateError('States.Runtime', `${what} are not an object.`);
  const { argumentNames: known } = state.integration;
  const unknown = known && Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new StateError(
      'States.Runtime',
      `${what} have ${unknown}, which is not implemented by this engine.`,
    );
  }
  return { text, value };
}

/** A workflow can catch the time-out of the task, but not that of the execution. */
async function callInTime(
  { run }: Visit,
  { integration }: TaskState,
  args: JsonObject,
  seconds: number | undefined,
): Promise<Payload> {
  const left = run.deadline - run.clock.now();
  const limit = seconds === undefined ? left : seconds * 1000;
  const answer = await within(integration.call(args, run.caller), Math.min(limit, left), run.clock);
  if (answer !== timedOut) return answer;
  throw limit < left ? new StateError('States.Timeout') : new ExecutionTimedOut();
}

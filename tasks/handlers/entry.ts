import * as z from 'zod';
import { systemClock } from '../../adapters/clock.ts';
import { lambdaTask } from '../lambda.ts';
import type { Measure, Task } from '../task.ts';
import { emit } from '../telemetry/measured.ts';
import { subjectOf } from '../telemetry/subject.ts';
import { taskLog } from '../telemetry/task-log.ts';
import { type Timed, timed } from '../timed.ts';
import { type Dependencies, fromEnvironment } from './dependency.ts';

/** The parts of Lambda's context that are used. */
export interface CallContext {
  invokedFunctionArn?: string;
}

type Handler<Answer> = (payload: unknown, context?: CallContext) => Promise<Answer>;

/**
 * A task as a Lambda function, named after its state or schedule. It logs a fault once, with its event, and emits the call's
 * metrics.
 */
export function entry<Input, Output>(
  name: string,
  schema: z.ZodType<Input>,
  task: (input: Input) => Promise<Output>,
  measure?: Measure<Input, Output>,
): Handler<unknown> {
  const log = taskLog(name);
  return async (payload, context) => {
    const started = performance.now();
    const subject = subjectOf(payload, context?.invokedFunctionArn);
    const tell = (input: Input, output: Output) => {
      const measured = measure?.(input, output);
      // Its bytes are what a metric costs, and the event's record has the rest.
      if (measured) emit(measured, { task: name, eventId: subject.eventId });
    };
    const handler = lambdaTask(schema, async (input) => {
      const output = await task(input);
      try {
        tell(input, output);
      } catch (error) {
        // The work is done. A lost metric must not cause a retry.
        log.fault(error, subject);
      }
      return output;
    });
    try {
      const output = await handler(payload);
      log.done(subject, performance.now() - started);
      return output;
    } catch (error) {
      throw log.fault(error, subject);
    }
  };
}

/**
 * A task of the workflow as a Lambda function. Dependencies come from the environment; start and end times are added to the
 * answer.
 */
export function stateFunction<Deps, Input, Answer>(
  { state, input, run, measure }: Task<Deps, Input, Answer>,
  dependencies: Dependencies<Deps>,
): Handler<Timed<unknown>> {
  const { deps, ready } = fromEnvironment(dependencies);
  const work = run(deps);
  const call = entry(
    state,
    input,
    async (payload) => {
      await ready();
      return work(payload);
    },
    measure,
  );
  return (payload, context) => timed(systemClock, () => call(payload, context))(undefined);
}

/** A scheduled or notified job as a Lambda function. Dependencies come from the environment. */
export function scheduledFunction<Deps, Answer>(
  name: string,
  dependencies: Dependencies<Deps>,
  make: (deps: Deps) => (event: unknown) => Promise<Answer>,
  measure?: Measure<unknown, Answer>,
): Handler<unknown> {
  const { deps, ready } = fromEnvironment(dependencies);
  const work = make(deps);
  return entry(
    name,
    z.unknown(),
    async (event) => {
      await ready();
      return work(event);
    },
    measure,
  );
}

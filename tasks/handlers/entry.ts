import type * as z from 'zod';
import { lambdaTask } from '../lambda.ts';
import { emit, type Measured } from '../telemetry/measured.ts';
import { subjectOf } from '../telemetry/subject.ts';
import { taskLog } from '../telemetry/task-log.ts';

/** What Lambda tells of a call, as far as it is used. */
export interface CallContext {
  invokedFunctionArn?: string;
}

/** What of a task's call is worth a metric; undefined for nothing. */
export type Measure<Input, Output> = (input: Input, output: Output) => Measured | undefined;

/**
 * A task as a Lambda function under the name of its state or schedule: a fault is logged once, with the event that it
 * befell, and what the call measured goes out as metrics.
 */
export function entry<Input, Output>(
  name: string,
  schema: z.ZodType<Input>,
  task: (input: Input) => Promise<Output>,
  measure?: Measure<Input, Output>,
): (payload: unknown, context?: CallContext) => Promise<unknown> {
  const log = taskLog(name);
  return async (payload, context) => {
    const started = performance.now();
    const subject = subjectOf(payload, context?.invokedFunctionArn);
    const tell = (input: Input, output: Output) => {
      const measured = measure?.(input, output);
      if (measured) emit(measured, { task: name, ...subject });
    };
    const handler = lambdaTask(schema, async (input) => {
      const output = await task(input);
      try {
        tell(input, output);
      } catch (error) {
        // The work is done; a metric that is lost must not have it done again.
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

import type * as z from 'zod';

/** A Lambda handler, also called through the same JSON boundary on one machine. */
export type Handler = (payload: unknown) => Promise<unknown>;

/** Makes a handler of a task: the payload must fit the schema before the task sees it. */
export const lambdaTask =
  <Input, Output>(schema: z.ZodType<Input>, task: (input: Input) => Promise<Output>): Handler =>
  (payload) =>
    task(schema.parse(payload));

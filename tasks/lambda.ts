import type * as z from 'zod';

/** A Lambda handler. The local stack calls it through the same JSON boundary. */
export type Handler = (payload: unknown) => Promise<unknown>;

/** Makes a handler from a task. Validates the payload first. */
export const lambdaTask =
  <Input, Output>(schema: z.ZodType<Input>, task: (input: Input) => Promise<Output>): Handler =>
  (payload) =>
    task(schema.parse(payload));

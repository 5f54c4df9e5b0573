import type * as z from 'zod';
import type { Clock } from '../adapters/clock.ts';

/** A Lambda handler, also called through the same JSON boundary on one machine. */
export type Handler = (payload: unknown) => Promise<unknown>;

/** Makes a handler of a task: the payload must fit the schema before the task sees it. */
export const lambdaTask =
  <Input, Output>(schema: z.ZodType<Input>, task: (input: Input) => Promise<Output>): Handler =>
  (payload) =>
    task(schema.parse(payload));

/** What a task of the workflow answers with: when it began and ended, by its own clock, so that waiting can be told from work. */
export interface Timed<Answer> {
  began: string;
  ended: string;
  answer: Answer;
}

/** The task with its times added to the answer. */
export const timed =
  <Input, Answer>(clock: Clock, task: (input: Input) => Promise<Answer>) =>
  async (input: Input): Promise<Timed<Answer>> => {
    const began = clock();
    const answer = await task(input);
    return { began, ended: clock(), answer };
  };

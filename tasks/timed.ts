import type { Clock } from '../adapters/clock.ts';

/** A task's answer with start and end by its own clock, so that waiting can be told from work. */
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

import * as z from 'zod';

/**
 * A value that an earlier task of the same execution answered. It was validated where it was made, and only the workflow's
 * own role may call a task: to read all of it again in each task would cost more than the task's own work.
 */
export const trusted = <Value extends object>(): z.ZodType<Value> =>
  z.custom<Value>((value) => typeof value === 'object' && value !== null);

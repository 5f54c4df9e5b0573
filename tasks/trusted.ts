import * as z from 'zod';

/**
 * A value from an earlier task of the same execution. It was validated there, and only the workflow's role may call a task.
 * Validating it again in each task would cost more than the task's own work.
 */
export const trusted = <Value extends object>(): z.ZodType<Value> =>
  z.custom<Value>((value) => typeof value === 'object' && value !== null);

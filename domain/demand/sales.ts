import * as z from 'zod';
import { Time } from '../values/time.ts';

/** Faded sales up to `at`: units, and the model's index integrated over the hours of those sales. */
export const Sales = z.object({
  units: z.number().nonnegative(),
  indexHours: z.number().nonnegative(),
  at: Time,
});
export type Sales = z.infer<typeof Sales>;

/** Whether the sales cover any time, so that they give a level of demand. */
export const tellLevel = (sales: Sales | undefined): boolean => sales !== undefined && sales.indexHours > 0;

import * as z from 'zod';
import { Time } from '../values/time.ts';

/** Sales up to `at`, fading: units, and the model's index integrated over the hours that they were sold in. */
export const Sales = z.object({
  units: z.number().nonnegative(),
  indexHours: z.number().nonnegative(),
  at: Time,
});
export type Sales = z.infer<typeof Sales>;

/** Whether the sales were seen over any time at all, and so tell a level of demand. */
export const tellLevel = (sales: Sales | undefined): boolean => sales !== undefined && sales.indexHours > 0;

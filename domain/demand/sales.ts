import * as z from 'zod';
import { Time } from '../values/time.ts';
import { SlopeEvidence } from './slope.ts';

/**
 * Where sales were made, in log price (ln of the price over the list price): the mean over the units, and mean and variance over
 * the index hours.
 */
export const SoldAt = z.object({ units: z.number(), hours: z.number(), variance: z.number().nonnegative() });

/** Faded sales up to `at`: units, and the model's index integrated over the hours of those sales. */
export const Sales = z.object({
  units: z.number().nonnegative(),
  indexHours: z.number().nonnegative(),
  at: Time,
  /** Absent: all at the list price. */
  soldAt: SoldAt.optional(),
  /** What sales that have faded told about the slope. */
  slope: SlopeEvidence.optional(),
});
export type Sales = z.infer<typeof Sales>;

/** Whether the sales cover any time, so that they give a level of demand. */
export const tellLevel = (sales: Sales | undefined): boolean => sales !== undefined && sales.indexHours > 0;

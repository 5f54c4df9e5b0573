import * as z from 'zod';

/** When a policy pauses itself: too many of its products moved too far in too short a time. */
export const BreakerSettings = z.strictObject({
  /** More than this share of the policy's active products … */
  sharePercent: z.number().nonnegative().lt(100),
  /** … is further than this away from some price that was in force … */
  movePercent: z.number().positive().max(1000),
  /** … in the last hours, whole UTC hours. */
  windowHours: z.int().min(1).max(24),
  /** Fewer products that moved never trip it: of three products, one is a third. */
  minimumProducts: z.int().positive(),
});
export type BreakerSettings = z.infer<typeof BreakerSettings>;

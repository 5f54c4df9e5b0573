import * as z from 'zod';

/**
 * A policy pauses itself when more than `sharePercent` of its products moved by more than `movePercent` within `windowHours`.
 */
export const BreakerSettings = z.strictObject({
  /** Share of the policy's active products. */
  sharePercent: z.number().nonnegative().lt(100),
  /** Distance of the price in force from any price of the window. */
  movePercent: z.number().positive().max(1000),
  /** Whole UTC hours. */
  windowHours: z.int().min(1).max(24),
  /** Fewer moved products never trip it: one of three products is already a third. */
  minimumProducts: z.int().positive(),
});
export type BreakerSettings = z.infer<typeof BreakerSettings>;

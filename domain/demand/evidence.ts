import * as z from 'zod';
import { SoldAt } from './sales.ts';
import { SlopeBelief } from './slope.ts';

/**
 * One candidate price (minor units), its demand now (units an hour), and its expected units and profit (minor units) in the
 * time left. `valueOfRest`: the part of the profit that is expected from the next look at the price on; only for the last units.
 */
export const CurvePoint = z.object({
  price: z.number(),
  unitsPerHour: z.number(),
  expectedUnits: z.number(),
  expectedProfit: z.number(),
  valueOfRest: z.number().optional(),
});
export type CurvePoint = z.infer<typeof CurvePoint>;

/** The units an hour where the model's index is 1, as a Gamma distribution: mean and coefficient of variation. */
export const DemandLevel = z.object({ unitsPerHour: z.number().positive(), cv: z.number().nonnegative() });
export type DemandLevel = z.infer<typeof DemandLevel>;

/** The model's statement about demand, kept to compare it with later sales. */
export const Demand = z.object({
  /** The model's name and version. */
  model: z.string(),
  level: DemandLevel,
  /** Absent: the model's slope is taken as given. */
  slope: SlopeBelief.optional(),
  /** The proposed price is an experiment, with this expected loss an hour in minor units. */
  experiment: z.object({ lossPerHour: z.number().nonnegative() }).optional(),
  /** The price in force, or the list price if there is none, and the model's index at it. */
  reference: z.object({ price: z.number(), index: z.number() }),
  /** Sales from before the first question to the model, as a start for the level. */
  startFrom: z.object({ units: z.number(), indexHours: z.number(), soldAt: SoldAt.optional() }).optional(),
});
export type Demand = z.infer<typeof Demand>;

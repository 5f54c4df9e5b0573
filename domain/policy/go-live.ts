import * as z from 'zod';

const Ratios = z
  .strictObject({
    lowest: z.number().positive().max(1).default(0.5),
    highest: z.number().min(1).max(1000).default(2),
  })
  .prefault({});

/**
 * What a product's model must show before its prices are put in force. Until then they are recorded as `shadowed` and the price
 * in force stays.
 */
export const GoLiveSettings = z.strictObject({
  /** Who decides: the product's own figures, a person, or nobody (the figures are kept, and the product is live at once). */
  by: z.enum(['itself', 'person', 'at-once']).default('itself'),
  /** Hours in which the product was decided on. */
  minimumHours: z.number().nonnegative().max(8_760).default(48),
  /** Units expected at the price in force. */
  minimumUnits: z.number().nonnegative().default(30),
  /** Units sold over units expected. */
  calibration: Ratios,
  /** Expected profit of the model's price over that of the price in force, less 100%. */
  minimumGainPercent: z.number().min(-100).max(1000).default(0),
  /** Share of the decisions in which the model wanted its lowest or its highest price. */
  mostAtBoundPercent: z.number().min(0).max(100).default(50),
});
export type GoLiveSettings = z.infer<typeof GoLiveSettings>;

/** Stops a product whose sales contradict the model beyond chance. */
export const WatchdogSettings = z.strictObject({
  /** The probability of a false alarm in a product's first year; half of it in each later year. */
  falseAlarmPerProductYear: z.number().min(1e-9).max(0.5).default(1e-4),
  /** Sales at this multiple of the expected ones, or this fraction, are to be found; up to its square root they are tolerated. */
  contradictionFactor: z.number().min(1.5).max(100).default(3),
  /** Variance of sales over their mean; 1: Poisson. */
  dispersion: z.number().min(1).max(100).default(2),
  /** When a stopped product is watched again; absent: when a person says so. */
  clears: z
    .strictObject({
      afterHours: z.number().positive().max(8_760).default(48),
      /** Units expected since the stop, with sales within the tolerated factor. */
      minimumUnits: z.number().positive().default(10),
    })
    .optional(),
});
export type WatchdogSettings = z.infer<typeof WatchdogSettings>;

import * as z from 'zod';
import { Time } from '../values/time.ts';

/** `watching`: the model's prices are only recorded. `stopped`: the same, since sales contradict the model. Stored by position. */
export const StandingKind = z.enum(['watching', 'live', 'stopped']);
export type StandingKind = z.infer<typeof StandingKind>;

/** The price levels by which sales are counted: prices up to this percentage of the list price. */
export const PRICE_LEVELS = ['85', '95', '105', '115', 'above'] as const;
export const PriceLevel = z.enum(PRICE_LEVELS);
export type PriceLevel = z.infer<typeof PriceLevel>;

const LevelSales = z.object({ sold: z.number().nonnegative(), expected: z.number().nonnegative() });
export type LevelSales = z.infer<typeof LevelSales>;

/** The figures of one standing. While live they fade with `TALLY_HALF_LIFE_HOURS`. */
export const Tally = z.object({
  hours: z.number().nonnegative(),
  /** Units sold and expected at the price in force, by its level. */
  levels: z.partialRecord(PriceLevel, LevelSales),
  /** Decisions in which the model proposed, and how often it wanted its lowest and its highest price. */
  decisions: z.number().nonnegative(),
  atLowest: z.number().nonnegative(),
  atHighest: z.number().nonnegative(),
  /** Changes of the decided price, and of its direction. */
  changes: z.number().nonnegative(),
  reversals: z.number().nonnegative(),
  /**
   * Sums of expected profit in minor units: at the decided price, and at the price that it is compared with, which is the price
   * in force while that stays, and the list price while live.
   */
  profit: z.number(),
  otherwise: z.number(),
  /** The last decided price and its direction. */
  price: z.number().optional(),
  direction: z.enum(['up', 'down']).optional(),
});
export type Tally = z.infer<typeof Tally>;

/** ln of the evidence that the product sells more, and that it sells less, than the model can explain. */
export const Doubt = z.object({ more: z.number(), less: z.number() });
export type Doubt = z.infer<typeof Doubt>;

/** Whether a product's model prices are put in force, and the figures that decide it. */
export const Standing = z.object({
  kind: StandingKind,
  since: Time,
  /** The name and version of the model that the figures are about; absent before its first answer. */
  model: z.string().optional(),
  /** Why it is stopped, or the reason that a person gave. */
  why: z.string().optional(),
  tally: Tally,
  doubt: Doubt.optional(),
});
export type Standing = z.infer<typeof Standing>;

const NOTHING: Tally = {
  hours: 0,
  levels: {},
  decisions: 0,
  atLowest: 0,
  atHighest: 0,
  changes: 0,
  reversals: 0,
  profit: 0,
  otherwise: 0,
};

/** A standing from now on, without figures. */
export const begun = (
  kind: StandingKind,
  since: string,
  { model, why }: Pick<Standing, 'model' | 'why'> = {},
): Standing => ({
  kind,
  since,
  ...(model === undefined ? {} : { model }),
  ...(why === undefined ? {} : { why }),
  tally: NOTHING,
});

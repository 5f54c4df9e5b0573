import * as z from 'zod';
import { Amount, PriceAmount } from '../values/money.ts';
import { Time } from '../values/time.ts';

/** A model's last answer for a product, with the terms that it was given under. */
export const ModelAnswer = z.object({
  /** When the model answered, by our clock. */
  at: Time,
  /** The policy and its version, such as `default@3`. */
  policy: z.string(),
  listPrice: PriceAmount,
  unitCost: Amount.optional(),
  /** The end of the sale that was running; absent: none. */
  saleEndsAt: Time.optional(),
});
export type ModelAnswer = z.infer<typeof ModelAnswer>;

/** The last answer in the price state. `priceRevision`: the price that was in force after it. */
export const AnswerInForce = ModelAnswer.extend({ priceRevision: z.int().positive() });
export type AnswerInForce = z.infer<typeof AnswerInForce>;

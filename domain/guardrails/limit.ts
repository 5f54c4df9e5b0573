import * as z from 'zod';
import { formatMoney, percentOfDown, percentOfUp } from '../values/money.ts';
import { readableTime, Time } from '../values/time.ts';

const base = z.number();
/** Percent of the base, such as 90 for 10% below it. */
const percent = z.number();

/** The numbers that a limit is computed from. Amounts in minor units. */
export const LimitSource = z.discriminatedUnion('of', [
  z.object({ of: z.literal('one-minor-unit'), base }),
  z.object({ of: z.literal('highest-amount'), base }),
  z.object({ of: z.literal('minimum-price'), base }),
  z.object({ of: z.literal('minimum-advertised-price'), base }),
  z.object({ of: z.literal('policy-lowest'), base }),
  z.object({ of: z.literal('policy-highest'), base }),
  z.object({ of: z.literal('product-lowest'), base }),
  z.object({ of: z.literal('product-highest'), base }),
  z.object({ of: z.literal('price-in-force'), base, percent: percent.optional() }),
  /** The smallest change of the price in force that counts as a step. */
  z.object({ of: z.literal('step-towards-band'), base, change: z.number() }),
  z.object({ of: z.literal('list-price'), base, percent }),
  z.object({ of: z.literal('unit-cost'), base, percent }),
  z.object({ of: z.literal('highest-price-of-window'), base, percent, hours: z.number() }),
  z.object({ of: z.literal('lowest-price-of-window'), base, percent, hours: z.number() }),
  z.object({ of: z.literal('price-before-emergency'), base, percent, cap: z.string(), before: Time }),
]);
export type LimitSource = z.infer<typeof LimitSource>;

export const Side = z.enum(['lower', 'upper']);
export type Side = z.infer<typeof Side>;

/** A bound in minor units, its text, and the numbers behind both. */
export const Limit = z.object({
  side: Side,
  amount: z.number(),
  bound: z.string(),
  /** Absent in records from before December 2026. */
  from: LimitSource.optional(),
});
export type Limit = z.infer<typeof Limit>;

/** Computes a limit from its numbers. Amount and text are made only here. */
export const limitOf = (side: Side, from: LimitSource): Limit => ({
  side,
  amount: amountOf(side, from),
  bound: textOf(from),
  from,
});

type PlainSource = Exclude<LimitSource, { percent: number } | { change: number }>['of'];

/** A limit if the amount is known. An absent amount is no bound, never a bound of 0. */
export const limitIfSet = (side: Side, of: PlainSource, base: number | undefined): Limit[] =>
  base === undefined ? [] : [limitOf(side, { of, base })];

// Rounded towards the allowed side, so that no price passes that the exact value would refuse.
function amountOf(side: Side, from: LimitSource): number {
  if (from.of === 'step-towards-band') return from.base + (side === 'lower' ? from.change : -from.change);
  if (!('percent' in from) || from.percent === undefined) return from.base;
  return side === 'lower' ? percentOfUp(from.base, from.percent) : percentOfDown(from.base, from.percent);
}

function textOf(from: LimitSource): string {
  switch (from.of) {
    case 'one-minor-unit':
      return 'one minor unit';
    case 'highest-amount':
      return 'the highest amount that a price can have';
    case 'minimum-price':
      return 'the minimum price';
    case 'minimum-advertised-price':
      return 'the minimum advertised price';
    case 'policy-lowest':
      return "the policy's lowest price";
    case 'policy-highest':
      return "the policy's highest price";
    case 'product-lowest':
      return "the product's lowest price";
    case 'product-highest':
      return "the product's highest price";
    case 'price-in-force':
      return from.percent === undefined
        ? 'the price in force'
        : `${difference(from.percent)} the price in force`;
    case 'step-towards-band':
      return 'a step towards the price band';
    case 'list-price':
      return `${from.percent}% of list`;
    case 'unit-cost':
      return `${COST_BOUND} ${tidy(from.percent - 100)}% margin`;
    case 'highest-price-of-window':
      return `${difference(from.percent)} the highest price of ${from.hours} h`;
    case 'lowest-price-of-window':
      return `${difference(from.percent)} the lowest price of ${from.hours} h`;
    case 'price-before-emergency':
      return `emergency cap ${from.cap}: ${tidy(from.percent - 100)}% above the price before ${readableTime(from.before)}`;
  }
}

const COST_BOUND = 'unit cost and';

/** Whether a reason or a bound in a trail mentions a floor derived from the unit cost. */
export const tellsCost = (text: string): boolean => text.includes(COST_BOUND);

/** A limit with its amount, such as `130% of list (at most EUR 52.00)`. */
export const limitText = ({ side, amount, bound }: Limit, currency: string): string =>
  `${bound} (${side === 'lower' ? 'at least' : 'at most'} ${formatMoney(amount, currency)})`;

const difference = (percent: number): string =>
  percent < 100 ? `${tidy(100 - percent)}% below` : `${tidy(percent - 100)}% above`;

/** A percentage to six decimals, without binary rounding noise. */
export const tidy = (percent: number): number => Number(percent.toFixed(6));

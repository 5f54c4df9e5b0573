import * as z from 'zod';

/** A ratio with its 95% interval; without bounds if it comes from a single product. */
export const Interval = z.object({
  value: z.number(),
  low: z.number().optional(),
  high: z.number().optional(),
});
export type Interval = z.infer<typeof Interval>;

const NORMAL_95 = 1.959964;

/**
 * Sum over `of` by sum over `over`, with an interval that treats each product as one cluster, since its figures depend on each
 * other: the linearised variance of a ratio estimate (Cochran 1977, "Sampling Techniques", section 6.4) and Student's t.
 *
 * @returns undefined if the products have nothing to divide by
 */
export function ratioOf(products: readonly { of: number; over: number }[]): Interval | undefined {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const over = sum(products.map((each) => each.over));
  if (!(over > 0)) return undefined;
  const value = sum(products.map((each) => each.of)) / over;
  const degrees = products.length - 1;
  if (degrees < 1) return { value };
  const squares = sum(products.map((each) => (each.of - value * each.over) ** 2));
  const half = (studentT(degrees) * Math.sqrt((squares * products.length) / degrees)) / over;
  return { value, low: value - half, high: value + half };
}

/** The 97.5% quantile of Student's t (Abramowitz & Stegun 26.7.5; exact for one and two degrees). */
function studentT(degrees: number): number {
  if (degrees === 1) return 12.7062;
  if (degrees === 2) return 4.30265;
  const z = NORMAL_95;
  return (
    z +
    (z ** 3 + z) / (4 * degrees) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3)
  );
}

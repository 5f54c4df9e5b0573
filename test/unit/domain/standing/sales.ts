import type { Random } from '../../../../model/random.ts';

/** Gamma draw by Marsaglia & Tsang 2000; below shape 1 by the boost U^(1 / shape). */
export function gamma(random: Random, shape: number, scale: number): number {
  if (shape < 1) return gamma(random, shape + 1, scale) * random.uniform(0, 1) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = random.normal();
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(random.uniform(0, 1)) < x ** 2 / 2 + d * (1 - v + Math.log(v)))
      return d * v * scale;
  }
}

/** Units sold of a negative binomial with this mean, and variance / mean `dispersion`; Poisson for 1. */
export const sales = (random: Random, mean: number, dispersion: number): number =>
  random.poisson(dispersion === 1 ? mean : gamma(random, mean / (dispersion - 1), dispersion - 1));

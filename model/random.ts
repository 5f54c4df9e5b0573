import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Draws for the synthetic sales history; the same seed gives the same draws. */
export interface Random {
  /** Uniform in [low, high). */
  uniform(low: number, high: number): number;
  /** Uniform in the logarithm, between two positive numbers. */
  logUniform(low: number, high: number): number;
  normal(): number;
  poisson(mean: number): number;
  oneOf<T>(items: readonly [T, ...T[]]): T;
}

export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const unit = () => uniformFloat64(generator);
  const uniform = (low: number, high: number) => low + (high - low) * unit();
  return {
    uniform,
    logUniform: (low, high) => low * (high / low) ** unit(),
    // Box-Muller. 1 - u is never 0, which has no logarithm.
    normal: () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
    poisson(mean) {
      // A sum of Poissons is Poisson: smaller pieces keep exp(-mean) from underflowing.
      let total = 0;
      for (let left = mean; left > 0; left -= 500) total += poissonByInversion(Math.min(left, 500), unit());
      return total;
    },
    oneOf: (items) => items[Math.floor(uniform(0, items.length))] ?? items[0],
  };
}

function poissonByInversion(mean: number, u: number): number {
  let k = 0;
  let p = Math.exp(-mean);
  for (let below = p; u >= below && p > 0; below += p) p *= mean / ++k;
  return k;
}

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random numbers for a run; the same seed gives the same numbers. */
export interface Random {
  /** Uniform in [0, 1). */
  unit(): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  below(count: number): number;
  oneOf<T>(items: readonly T[]): T;
  /** A name, drawn by weight. */
  weighted<Name extends string>(weights: Record<Name, number>): Name;
}

export function seededRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const unit = () => uniformFloat64(generator);
  const below = (count: number) => Math.floor(unit() * count);
  return {
    unit,
    below,
    chance: (probability) => unit() < probability,
    between: (low, high) => low + (high - low) * unit(),
    oneOf<T>(items: readonly T[]): T {
      return items[below(items.length)] as T;
    },
    weighted<Name extends string>(weights: Record<Name, number>): Name {
      const entries = Object.entries(weights) as [Name, number][];
      let left = unit() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of entries) {
        left -= weight;
        if (left < 0) return name;
      }
      return (entries[0] as [Name, number])[0];
    },
  };
}

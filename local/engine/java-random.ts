const MULTIPLIER = 0x5deece66dn;
const MASK = (1n << 48n) - 1n;

/**
 * The first `nextDouble()` of `java.util.Random` for a whole-number seed, as `$random(seed)` returns it on AWS.
 * Source: the linear congruential formula in the documentation of `java.util.Random`.
 */
export function javaRandom(seed: number): number {
  let state = (BigInt(seed) ^ MULTIPLIER) & MASK;
  const next = (bits: bigint) => {
    state = (state * MULTIPLIER + 0xbn) & MASK;
    return Number(state >> (48n - bits));
  };
  return (next(26n) * 2 ** 27 + next(27n)) / 2 ** 53;
}

import type { World } from './world.ts';

/** Less than one in 10^9 scales is higher, for scales of mean 1 and the variation of these worlds. */
export const HIGHEST_SCALE = 12;
const PARTS = 1_000;

/** The mean of `value` over the scales of the world, by the midpoint rule on the Gamma density. */
export function meanOverScales({ scaleCv }: World, value: (scale: number) => number): number {
  if (scaleCv === 0) return value(1);
  const shape = 1 / scaleCv ** 2;
  let [weights, sum] = [0, 0];
  for (let part = 0; part < PARTS; part++) {
    const scale = ((part + 0.5) / PARTS) * HIGHEST_SCALE;
    const weight = scale ** (shape - 1) * Math.exp(-shape * scale);
    weights += weight;
    sum += weight * value(scale);
  }
  return sum / weights;
}

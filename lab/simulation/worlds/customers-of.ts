import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';
import { busyness, type World } from './world.ts';

/** A visitor who arrives `at` hours into the sale, and buys one unit if its price is at most `pays` (minor units). */
export interface Visitor {
  at: number;
  pays: number;
}

/** The visitors of one sale by time, and the demand scale that they were drawn from. */
export interface Crowd {
  scale: number;
  visitors: readonly Visitor[];
}

/**
 * The visitors of a sale: a Poisson process by thinning (Lewis & Shedler 1979, "Simulation of Nonhomogeneous Poisson Processes by
 * Thinning"). The same for the same seed under every strategy. Worlds that differ only in their hours get the same visitors at
 * the same shares of the sale.
 */
export function crowdOf(world: World, seed: number): Crowd {
  // Its seeding makes consecutive seeds independent; with xoroshiro128plus they start alike.
  const generator = mersenne(seed);
  // Never 0, which has no logarithm.
  const uniform = (): number => 1 - uniformFloat64(generator);
  const scale = world.scaleCv === 0 ? 1 : gammaOfMean1(1 / world.scaleCv ** 2, uniform);
  const busiest = Math.max(1, ...(world.busyHours ?? []));
  const perHour = scale * world.shoppers.potential * busiest;
  const visitors: Visitor[] = [];
  for (let at = nextAfter(0); at < world.hours; at = nextAfter(at)) {
    const [comes, draw] = [uniform() * busiest <= busyness(world, at), uniform()];
    if (comes) visitors.push({ at, pays: world.shoppers.pays(draw) });
  }
  return { scale, visitors };

  function nextAfter(at: number): number {
    return at - Math.log(uniform()) / perHour;
  }
}

/** Gamma of mean 1 and a shape >= 1: Marsaglia & Tsang 2000, "A Simple Method for Generating Gamma Variables". */
function gammaOfMean1(shape: number, uniform: () => number): number {
  if (!(shape >= 1)) throw new RangeError(`the shape must be at least 1, not ${shape}`);
  const d = shape - 1 / 3;
  for (;;) {
    const normal = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    const v = (1 + normal / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(uniform()) < normal ** 2 / 2 + d - d * v + d * Math.log(v)) return (d * v) / shape;
  }
}

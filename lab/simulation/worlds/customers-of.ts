import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';
import { ascending } from '../../../domain/values/sorting.ts';
import { allHours, busiest, busyness, type Patience, type World } from './world.ts';

/** A look at the price `at` hours into the sale: the shopper buys one unit if its price is at most `pays` (minor units). */
export interface Visitor {
  at: number;
  pays: number;
  /** The shopper, where several looks are the same one's, who buys only once. */
  who?: number;
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
  const peak = busiest(world);
  const perHour = scale * world.shoppers.potential * peak;
  const visitors: Visitor[] = [];
  for (let at = nextAfter(0); at < allHours(world); at = nextAfter(at)) {
    const [comes, draw] = [uniform() * peak <= busyness(world, at), uniform()];
    if (!comes) continue;
    const pays = world.shoppers.pays(draw);
    const { patience } = world;
    if (patience !== undefined && uniform() <= patience.share)
      visitors.push(...looksOf({ at, pays, who: visitors.length }, patience, world.hours));
    else visitors.push({ at, pays });
  }
  return { scale, visitors: visitors.sort(ascending(({ at }) => at)) };

  function nextAfter(at: number): number {
    return at - Math.log(uniform()) / perHour;
  }
}

function looksOf(
  shopper: Required<Visitor>,
  { hours, everyHours, bargain }: Patience,
  saleHours: number,
): Visitor[] {
  const last = Math.min(shopper.at + hours, saleHours);
  const before = Math.ceil((last - shopper.at) / everyHours);
  const looks = Array.from({ length: before }, (_, i) => ({
    ...shopper,
    at: shopper.at + i * everyHours,
    pays: bargain * shopper.pays,
  }));
  return [...looks, { ...shopper, at: last }];
}

/** Gamma of mean 1 and a shape >= 1, from uniform numbers in (0, 1]: Marsaglia & Tsang 2000, "A Simple Method for Generating Gamma Variables". */
export function gammaOfMean1(shape: number, uniform: () => number): number {
  if (!(shape >= 1)) throw new RangeError(`the shape must be at least 1, not ${shape}`);
  const d = shape - 1 / 3;
  for (;;) {
    const normal = Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    const v = (1 + normal / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(uniform()) < normal ** 2 / 2 + d - d * v + d * Math.log(v)) return (d * v) / shape;
  }
}

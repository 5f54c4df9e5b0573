import { describe, expect, it } from 'vitest';
import { WORLDS, worldOf } from '../../../../lab/simulation/worlds/catalogue.ts';
import { crowdOf, type Visitor } from '../../../../lab/simulation/worlds/customers-of.ts';
import { averageHours, busyness, LIST_PRICE, type World } from '../../../../lab/simulation/worlds/world.ts';

const seeds = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);
const mean = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0) / numbers.length;
const variance = (numbers: number[]): number => mean(numbers.map((x) => (x - mean(numbers)) ** 2));

const DRAWS = 20_000;
/** The share of people who pay a price, by going evenly through the draws instead of drawing. */
const shareWhoPay = ({ shoppers }: World, price: number): number =>
  mean(seeds(DRAWS).map((i) => (shoppers.pays((i - 0.5) / DRAWS) >= price ? 1 : 0)));

describe.each(WORLDS)('the people of $id', (world) => {
  it('buy at each price at the rate of the formula', () => {
    const { rate, potential } = world.shoppers;
    for (const ratio of [0.65, 1, 1.4, 1.9, 3])
      expect(shareWhoPay(world, ratio * LIST_PRICE)).toBeCloseTo(rate(ratio * LIST_PRICE) / potential, 3.5);
  });
});

describe('the list price', () => {
  it.each(WORLDS.filter(({ id }) => id !== 'indifferent' && id !== 'luxury'))(
    'earns most in $id while stock is ample, to a hundredth of a per cent',
    ({ shoppers, unitCost }) => {
      expect(shoppers.bestRate(unitCost).price / LIST_PRICE).toBeCloseTo(1, 3.5);
    },
  );

  it('sells the load that the world is named for', () => {
    const { shoppers, stock } = worldOf('known-n50-load2-24h');
    expect((shoppers.rate(LIST_PRICE) * 24) / stock).toBeCloseTo(2, 10);
  });
});

describe('a crowd', () => {
  it('comes as a Poisson process: as many as expected, and as scattered', () => {
    const world = worldOf('known-n20-load2-2h');
    const counts = seeds(1_000).map((seed) => crowdOf(world, seed).visitors.length);
    const expected = world.shoppers.potential * world.hours;
    // Four standard errors of the mean; of the variance, which scatters by sqrt(2 / n) of itself.
    expect(Math.abs(mean(counts) - expected)).toBeLessThan(4 * Math.sqrt(expected / 1_000));
    expect(Math.abs(variance(counts) / expected - 1)).toBeLessThan(4 * Math.sqrt(2 / 1_000));
  });

  it('buys at a price at the rate of the formula', () => {
    const world = worldOf('logit');
    const price = 1.4 * LIST_PRICE;
    const buyers = seeds(500).map(
      (seed) => crowdOf(world, seed).visitors.filter(({ pays }) => pays >= price).length,
    );
    const expected = world.shoppers.rate(price) * world.hours;
    expect(Math.abs(mean(buyers) - expected)).toBeLessThan(4 * Math.sqrt(expected / 500));
  });

  it('has a scale of mean 1 and of the variation that the world says, and a size to match', () => {
    const world = worldOf('unknown-n20-load2-24h');
    const crowds = seeds(2_000).map((seed) => crowdOf(world, seed));
    const scales = crowds.map(({ scale }) => scale);
    expect(Math.abs(mean(scales) - 1)).toBeLessThan((4 * 0.7) / Math.sqrt(2_000));
    expect(Math.sqrt(variance(scales))).toBeCloseTo(0.7, 1);
    const scatter = crowds.map(({ scale, visitors }) => {
      const expected = scale * world.shoppers.potential * world.hours;
      return (visitors.length - expected) / Math.sqrt(expected);
    });
    expect(Math.abs(mean(scatter))).toBeLessThan(4 / Math.sqrt(2_000));
    expect(Math.abs(variance(scatter) - 1)).toBeLessThan(4 * Math.sqrt(2 / 2_000));
  });

  it('follows the rhythm of the day', () => {
    const world = worldOf('rhythm-known');
    const counts = new Array<number>(24).fill(0);
    for (const seed of seeds(300))
      for (const { at } of crowdOf(world, seed).visitors)
        counts[Math.floor(at)] = (counts[Math.floor(at)] ?? 0) + 1;
    counts.forEach((count, hour) => {
      const expected = 300 * world.shoppers.potential * busyness(world, hour);
      expect(Math.abs(count - expected)).toBeLessThan(4.5 * Math.sqrt(expected));
    });
    expect(averageHours(world)).toBeCloseTo(24, 10);
    // Eight in the evening is two hours into the sale.
    expect(busyness(world, 2.5)).toBe(Math.max(...(world.busyHours ?? [])));
  });

  it('brings shoppers with time back until the last look, at which they pay their most', () => {
    const world = worldOf('waiting');
    const { visitors } = crowdOf(world, 1);
    const patient = Map.groupBy(visitors, ({ who }) => who);
    const impatient = patient.get(undefined)?.length ?? 0;
    patient.delete(undefined);
    expect(patient.size / (patient.size + impatient)).toBeCloseTo(0.5, 0.7);
    for (const looks of patient.values()) {
      const [first, last] = [looks[0], looks.at(-1)] as [Visitor, Visitor];
      expect(last.at).toBeCloseTo(Math.min(24, first.at + 8), 9);
      expect(looks.slice(0, -1).every(({ pays }) => pays === 0.8 * last.pays)).toBe(true);
    }
    expect(visitors.map(({ at }) => at)).toEqual(visitors.map(({ at }) => at).sort((a, b) => a - b));
  });

  it('changes its size where demand does, unknown to the baseline', () => {
    const world = worldOf('doubling');
    const halves = seeds(200).flatMap((seed) => crowdOf(world, seed).visitors.map(({ at }) => at < 12));
    const early = halves.filter(Boolean).length;
    expect((halves.length - early) / early).toBeCloseTo(2, 0.7);
    expect(averageHours(world)).toBe(36);
  });

  it('is the same for the same seed, another for another, and the same but for its pace in a shorter sale', () => {
    const [long, short] = [worldOf('unknown-n20-load2-24h'), worldOf('unknown-n20-load2-2h')];
    expect(crowdOf(long, 7)).toEqual(crowdOf(long, 7));
    expect(crowdOf(long, 7)).not.toEqual(crowdOf(long, 8));
    const [slow, fast] = [crowdOf(long, 7), crowdOf(short, 7)];
    expect(fast.visitors.map(({ pays }) => pays)).toEqual(slow.visitors.map(({ pays }) => pays));
    fast.visitors.forEach(({ at }, i) => {
      expect(at * 12).toBeCloseTo(slow.visitors[i]?.at ?? Number.NaN, 9);
    });
  });
});

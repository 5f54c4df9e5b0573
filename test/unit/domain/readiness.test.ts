import { describe, expect, it } from 'vitest';
import { readinessTally } from '../../../domain/decision/readiness.ts';
import { ratioOf } from '../../../domain/standing/clusters.ts';
import { begun, type Standing, type Tally } from '../../../domain/standing/standing.ts';
import { seededRandom } from '../../../model/random.ts';
import { NOW, policy } from './make.ts';

const tally = (changes: Partial<Tally> = {}): Tally => ({
  ...begun('live', NOW).tally,
  hours: 48,
  levels: { 105: { sold: 40, expected: 40 } },
  decisions: 100,
  profit: 120_000,
  otherwise: 100_000,
  ...changes,
});
const standing = (kind: Standing['kind'], changes: Partial<Tally> = {}, why?: string): Standing => ({
  ...begun(kind, NOW, { model: 'demand@1', why }),
  tally: tally(changes),
});

function readiness(standings: readonly (Standing | undefined)[], goLive: object = {}) {
  const terms = policy({ model: { use: true }, goLive });
  const counting = readinessTally();
  const ids = standings.map((_, at) => `P${at}`);
  for (const productId of ids) counting.addProduct({ productId, status: 'active' }, terms);
  for (const [at, productId] of ids.entries()) {
    const each = standings[at];
    counting.addState({ productId, ...(each ? { standing: each } : {}) });
  }
  return counting.readiness()[0];
}

describe('the readiness of a policy', () => {
  it('sums sales by price level, bounds, changes and reversals, by standing', () => {
    const one = standing('watching', {
      levels: { 95: { sold: 10, expected: 20 } },
      atLowest: 30,
      changes: 6,
    });
    const other = standing('watching', { levels: { 105: { sold: 30, expected: 20 } }, reversals: 2 });
    const report = readiness([one, other, standing('live'), undefined]);
    expect(report).toMatchObject({ policyId: 'default', mode: 'live', goLiveBy: 'itself', unwatched: 1 });
    expect(report?.standings.map(({ kind, products }) => [kind, products])).toEqual([
      ['watching', 2],
      ['live', 1],
    ]);
    expect(report?.standings[0]).toMatchObject({
      sales: { sold: 40, expected: 40, ratio: { value: 1 } },
      levels: [
        { level: '95', sold: 10, expected: 20, ratio: { value: 0.5 } },
        { level: '105', sold: 30, expected: 20, ratio: { value: 1.5 } },
      ],
      atLowestPercent: 15,
      atHighestPercent: 0,
      changesPerDay: 6 / 4,
      reversalsPerDay: 2 / 4,
    });
  });

  it('weighs the expected profit of each product by its actual sales', () => {
    const sells = standing('watching', { levels: { 105: { sold: 39, expected: 39 } } });
    // No units at all where 39 were expected: its promised 100% count one part in 40.
    const dead = standing('watching', { levels: { 105: { sold: 0, expected: 39 } }, profit: 200_000 });
    const gain = readiness([sells, dead])?.standings[0]?.gainPercent;
    expect(gain?.value).toBeCloseTo(100 * ((1_200 + 2_000 / 40) / (1_000 + 1_000 / 40) - 1), 6);
  });

  it('lacks nothing where all products together reach the terms, though one has too few units', () => {
    const slow = standing('watching', { levels: { 105: { sold: 1, expected: 1 } } });
    const report = readiness([standing('watching'), standing('watching'), slow]);
    expect(report?.missing).toEqual([]);
    expect(report?.products.map(({ why }) => why)).toEqual(['ready', 'ready', '1.0 of 30 units expected']);
  });

  it('is not given by a gain that its interval leaves open', () => {
    const good = standing('watching', { profit: 150_000 });
    const bad = standing('watching', { profit: 80_000 });
    expect(readiness([good, good, bad])?.missing).toEqual([
      expect.stringMatching(/^the expected gain may be as low as -\d+\.\d%, at least 0% is needed$/),
    ]);
  });

  it.each([
    ['units', { levels: { 105: { sold: 3, expected: 3 } } }, '3.0 of 30 units expected'],
    [
      'calibration',
      { levels: { 105: { sold: 120, expected: 40 } } },
      'sold / expected is 3.00, allowed are 0.5 to 2',
    ],
    ['bounds', { atHighest: 80 }, '80% of prices at a bound, at most 50% may be'],
    ['answers', { decisions: 0, profit: 0, otherwise: 0 }, 'no expected gain is known'],
  ])('names what is missing: %s', (_, changes, missing) => {
    expect(readiness([standing('watching', changes)])?.missing).toEqual([missing]);
  });

  it('names stopped products first, with the reason', () => {
    const report = readiness([standing('watching'), standing('stopped', {}, 'sells more')]);
    expect(report?.products.map(({ productId, kind, why }) => [productId, kind, why])).toEqual([
      ['P1', 'stopped', 'sells more'],
      ['P0', 'watching', 'ready'],
    ]);
  });
});

describe('the interval of a ratio', () => {
  it('holds the true ratio of dependent sales in 95% of cases, where each sale counted alone would not', () => {
    const random = seededRandom(11);
    let [held, runs] = [0, 2_000];
    for (let run = 0; run < runs; run++) {
      const products = Array.from({ length: 30 }, () => {
        const over = random.uniform(20, 60);
        // A product's sales share an error of its level.
        return { of: over * Math.exp(0.4 * random.normal() - 0.08), over };
      });
      const { low = 0, high = 0 } = ratioOf(products) ?? {};
      if (low <= 1 && 1 <= high) held += 1;
    }
    expect(held / runs).toBeGreaterThan(0.92);
    expect(held / runs).toBeLessThan(0.97);
  });

  it('has no bounds for one product, and does not exist without anything expected', () => {
    expect(ratioOf([{ of: 3, over: 2 }])).toEqual({ value: 1.5 });
    expect(ratioOf([{ of: 3, over: 0 }])).toBeUndefined();
    expect(ratioOf([])).toBeUndefined();
  });

  it.each([
    [1, 12.7062],
    [2, 4.30265],
    [3, 3.18245],
    [10, 2.22814],
    [1000, 1.96234],
  ])('takes the quantile of Student at %d degrees of freedom', (degrees, t) => {
    // Products of which one deviates by a unit each way: the standard error is known.
    const products = Array.from({ length: degrees + 1 }, (_, at) => ({
      of: at === 0 ? 2 : at === 1 ? 0 : 1,
      over: 1,
    }));
    const { low = 0, high = 0 } = ratioOf(products) ?? {};
    const error = Math.sqrt((2 * products.length) / degrees) / products.length;
    expect((high - low) / 2 / error).toBeCloseTo(t, 1);
  });
});

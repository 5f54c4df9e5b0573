import { describe, expect, it } from 'vitest';
import { POLICIES } from '../../../../lab/simulation/policies/roster.ts';
import { withoutLuck } from '../../../../lab/simulation/results/control-variates.ts';
import { playWorld } from '../../../../lab/simulation/results/play-world.ts';
import { average, meanOf } from '../../../../lab/simulation/results/statistics.ts';
import { summarizeWorld } from '../../../../lab/simulation/results/summarize-world.ts';
import { staticEarnings } from '../../../../lab/simulation/worlds/bounds.ts';
import { worldOf } from '../../../../lab/simulation/worlds/catalogue.ts';
import { HIGHEST_SCALE, meanOverScales } from '../../../../lab/simulation/worlds/scales.ts';

const a = [1, -1, 1, -1, 1, -1, 1, 3];
const b = [1, 1, -1, -1, 1, 1, -1, -1];

describe('samples without luck', () => {
  it('scatter no more where luck explains all of them', () => {
    const samples = a.map((luck, i) => 100 + 3 * luck - 7 * (b[i] as number));
    for (const each of withoutLuck(samples, [a, b])) expect(each).toBeCloseTo(100, 10);
  });

  it('have another mean where the shoppers were lucky, for that is what is taken out', () => {
    const samples = a.map((luck) => 100 + 3 * luck);
    expect(average(samples)).toBeCloseTo(101.5, 10);
    expect(average([...withoutLuck(samples, [a])])).toBeCloseTo(100, 10);
  });

  it.each([
    ['equal', a],
    ['equal but for rounding', a.map((luck) => luck * (1 + 1e-15) + 1e-16)],
    ['a multiple', a.map((luck) => -3.7 * luck)],
    ['a sum of others', a.map((luck, i) => 0.1 * luck + 0.7 * (b[i] as number))],
  ])('are the same with one more control that is %s', (_, control) => {
    const samples = a.map((luck, i) => 100 + luck - (b[i] as number) + (i % 3));
    withoutLuck(samples, [a, b, control]).forEach((each, i) => {
      expect(each).toBeCloseTo(withoutLuck(samples, [a, b])[i] as number, 9);
    });
  });

  it('stay as they are beside luck that never changes', () => {
    expect(withoutLuck(a, [a.map(() => 0)])).toEqual(a);
  });
});

describe('means over the scales of demand', () => {
  const world = worldOf('unknown-n20-load2-24h');

  it('have mean 1 and the variation of the world', () => {
    expect(meanOverScales(world, (scale) => scale)).toBeCloseTo(1, 4);
    expect(meanOverScales(world, (scale) => (scale - 1) ** 2)).toBeCloseTo(0.49, 4);
    expect(meanOverScales(world, (scale) => (scale > HIGHEST_SCALE / 2 ? 1 : 0))).toBeLessThan(1e-4);
  });

  it('agree with the negative binomial for a static price', () => {
    const price = 17_000;
    expect(
      meanOverScales(world, (scale) => staticEarnings(world, price, scale)) / staticEarnings(world, price),
    ).toBeCloseTo(1, 4);
  });
});

describe('a summary', () => {
  it('is refused where a policy earned more than any can', async () => {
    const world = worldOf('known-n20-load2-2h');
    const policies = POLICIES.filter(({ id }) => ['list', 'static', 'static-within', 'oracle'].includes(id));
    const seeds = Array.from({ length: 60 }, (_, i) => i + 1);
    const played = await playWorld(world, policies, seeds);
    expect(() => summarizeWorld(world, policies, played)).not.toThrow();
    played.outcomes['list'] = seeds.map((seed) => ({
      earnings: 500_000 + seed,
      units: 20,
      ...{ changes: 0, fallbacks: 0, rejections: 0 },
    }));
    expect(() => summarizeWorld(world, policies, played)).toThrow(/^list in known-n20-load2-2h earned /);
  });

  it('has the same uplift as the plain means, and a narrower interval', async () => {
    const world = worldOf('unknown-n20-load2-24h');
    const policies = POLICIES.filter(({ id }) =>
      ['list', 'static', 'static-within', 'run-out-rule', 'oracle'].includes(id),
    );
    const seeds = Array.from({ length: 100 }, (_, i) => i + 1);
    const played = await playWorld(world, policies, seeds);
    const { policies: summaries, bounds } = summarizeWorld(world, policies, played);
    const own = summaries.find(({ id }) => id === 'run-out-rule');
    const plain = meanOf((played.outcomes['run-out-rule'] ?? []).map(({ earnings }) => earnings));
    expect(own?.played).toEqual(plain);
    expect(Math.abs((own?.earnings.value ?? 0) - plain.value)).toBeLessThan(1.5 * plain.margin);
    expect(own?.earnings.margin).toBeLessThan(plain.margin / 2);
    expect(summaries.find(({ id }) => id === 'oracle')?.earnings.value).toBeCloseTo(bounds?.optimum ?? 0, 0);
  });
});

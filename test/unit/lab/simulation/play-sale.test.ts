import { describe, expect, it } from 'vitest';
import { playSale } from '../../../../lab/simulation/play-sale.ts';
import { deskPricer } from '../../../../lab/simulation/policies/desk-pricer.ts';
import { type Pricer, staticPricer } from '../../../../lab/simulation/policies/pricer.ts';
import { POLICIES } from '../../../../lab/simulation/policies/roster.ts';
import { modelTerms } from '../../../../lab/simulation/policies/terms.ts';
import { playWorld } from '../../../../lab/simulation/results/play-world.ts';
import { bestStaticPrice } from '../../../../lab/simulation/worlds/bounds.ts';
import { worldOf } from '../../../../lab/simulation/worlds/catalogue.ts';
import { crowdOf } from '../../../../lab/simulation/worlds/customers-of.ts';

const world = { hours: 10, stock: 2, unitCost: 40 };
const crowd = (...visitors: [at: number, pays: number][]) => ({
  scale: 1,
  visitors: visitors.map(([at, pays]) => ({ at, pays })),
});

/** 100 at first, 10 less at every scheduled review, once an hour. */
function falling(): Pricer & { told: string[] } {
  const told: string[] = [];
  let [price, next] = [100, 1];
  return {
    ...staticPricer(100),
    told,
    price: () => price,
    sold: async (at, stock) => void told.push(`sold at ${at}, ${stock} left`),
    nextLook: () => next,
    look: async (at, stock) => {
      told.push(`look at ${at}, ${stock} left`);
      price -= 10;
      next += 1;
    },
  };
}

describe('a sale', () => {
  it('sells to visitors who pay the price or more, at the price, until the stock is gone', async () => {
    const people = crowd([1, 99], [2, 100], [3, 50], [4, 170], [5, 200]);
    expect(await playSale(world, people, staticPricer(100))).toMatchObject({ earnings: 120, units: 2 });
  });

  it('lets the price move between visitors, and each pay the price of the moment', async () => {
    const pricer = falling();
    const { earnings } = await playSale(world, crowd([0.5, 99], [2.5, 80], [3.5, 60], [3.6, 70]), pricer);
    expect(earnings).toBe(80 - 40 + 70 - 40);
    expect(pricer.told).toEqual([
      'look at 1, 2 left',
      'look at 2, 2 left',
      'sold at 2.5, 1 left',
      'look at 3, 1 left',
      'sold at 3.6, 0 left',
    ]);
  });

  it('looks at the price to its end, though nobody comes, and not beyond', async () => {
    const pricer = falling();
    await playSale(world, crowd(), pricer);
    expect(pricer.told.at(-1)).toBe('look at 9, 2 left');
  });
});

describe('rounds', () => {
  it('begin with full stock again, and sell the stock of each at most', async () => {
    const people = crowd([1, 100], [2, 100], [3, 100], [11, 100], [25, 100]);
    const pricer = { ...falling(), nextLook: () => undefined };
    const restocked: string[] = [];
    pricer.restocked = async (at, stock) => void restocked.push(`${stock} at ${at}`);
    const rounds = { count: 3, between: 'deliveries' } as const;
    expect(await playSale({ ...world, rounds }, people, pricer)).toMatchObject({ units: 4 });
    expect(restocked).toEqual(['2 at 10', '2 at 20']);
  });

  it.each([
    ['sales', { saleEndsAt: '2026-11-28T04:00:00.000Z' }],
    ['deliveries', { nextDeliveryAt: '2026-11-28T04:00:00.000Z', replenishmentHours: 5 }],
  ] as const)('of %s go on from the price state of the round before', async (between, terms) => {
    const repeated = { ...worldOf('known-n20-load1-24h'), hours: 5, rounds: { count: 2, between } };
    const policy = modelTerms(repeated, { learn: true, repriceAfterMinutes: 60 });
    const pricer = deskPricer(repeated, policy, 'own');
    await playSale(repeated, crowd(), pricer);
    // Two stock events, the seed, and a review in each hour that begins no round.
    expect(pricer.desk.state().revision).toBe(1 + 2 * 5);
    expect(pricer.desk.product()).toMatchObject(terms);
  });
});

describe('shoppers with time', () => {
  it('buy once, at the first price that they like', async () => {
    const looks = [1, 3, 5].map((at) => ({ at, pays: at === 5 ? 95 : 76, who: 0 }));
    const people = { scale: 1, visitors: [...looks, { at: 6, pays: 95, who: 0 }] };
    expect(await playSale(world, people, staticPricer(95))).toMatchObject({ units: 1, earnings: 55 });
    expect(await playSale(world, people, staticPricer(76))).toMatchObject({ units: 1, earnings: 36 });
    expect(await playSale(world, people, staticPricer(96))).toMatchObject({ units: 0 });
  });
});

describe('common random numbers', () => {
  it('bring the same people before every policy: a static price sells to those of the crowd who pay it', async () => {
    const known = worldOf('known-n20-load1-24h');
    const yardsticks = POLICIES.filter(({ id }) => ['list', 'static', 'ticks'].includes(id));
    const { outcomes } = await playWorld(known, yardsticks, [1, 2, 3]);
    for (const [id, price] of [
      ['list', 10_000],
      ['static', bestStaticPrice(known)],
    ] as const)
      expect(outcomes[id]?.map(({ units }) => units)).toEqual(
        [1, 2, 3].map((seed) =>
          Math.min(20, crowdOf(known, seed).visitors.filter(({ pays }) => pays >= price).length),
        ),
      );
    expect(outcomes['ticks']?.map(({ earnings }) => earnings)).not.toEqual(
      outcomes['static']?.map(({ earnings }) => earnings),
    );
  });
});

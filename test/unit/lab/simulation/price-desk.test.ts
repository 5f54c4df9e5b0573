import { describe, expect, it } from 'vitest';
import { demandBelief } from '../../../../domain/demand/demand-level.ts';
import type { Policy } from '../../../../domain/policy/policy.ts';
import { Product } from '../../../../domain/product/product.ts';
import { shift } from '../../../../domain/values/time.ts';
import { playSale, type Step } from '../../../../lab/simulation/play-sale.ts';
import { deskPricer, type Told } from '../../../../lab/simulation/policies/desk-pricer.ts';
import { priceDesk } from '../../../../lab/simulation/policies/price-desk.ts';
import { modelTerms, NO_GUARDRAILS, stockLevelTerms } from '../../../../lab/simulation/policies/terms.ts';
import { optimumOf } from '../../../../lab/simulation/worlds/bounds.ts';
import { worldOf } from '../../../../lab/simulation/worlds/catalogue.ts';
import { crowdOf } from '../../../../lab/simulation/worlds/customers-of.ts';
import { LIST_PRICE, SALE_STARTS_AT } from '../../../../lab/simulation/worlds/world.ts';
import { modelOf } from '../../../../lab/simulation/worlds/world-model.ts';
import { dependsOnTime, featureRows, toCsv } from '../../../../model/features.ts';

const world = worldOf('known-n20-load2-24h');
const plain = { learn: false, repriceAfterMinutes: 30, guardrails: NO_GUARDRAILS };
const NOBODY = { scale: 1, visitors: [] };

async function pathOf(told: Told, policy: Policy = modelTerms(world, plain)): Promise<number[]> {
  const steps: Step[] = [];
  await playSale(world, NOBODY, deskPricer(world, policy, told), (step) => steps.push(step));
  return steps.map(({ price }) => price);
}

describe('while nothing sells', () => {
  it('ticks let the price fall, all the way', async () => {
    const prices = await pathOf('own');
    expect(prices).toHaveLength(48);
    prices.slice(1).forEach((price, i) => {
      expect(price).toBeLessThanOrEqual(prices[i] as number);
    });
    expect(prices.at(-1)).toBeLessThan(0.7 * (prices[0] as number));
  });

  it('stock events alone do not', async () => {
    expect(await pathOf('stock')).toHaveLength(1);
  });

  it('a batch lets it fall when it runs, and only then', async () => {
    const prices = await pathOf([6, 18]);
    expect(prices).toHaveLength(3);
    expect(prices[2]).toBeLessThan(prices[0] as number);
  });
});

describe('the events that Pricewire receives', () => {
  it.each([
    { told: 'own', sequence: 1 },
    { told: 'stock', sequence: 1 },
    { told: [6, 18], sequence: 3 },
  ] as const)(
    'of stock, while nothing sells, is $sequence event(s) with $told',
    async ({ told, sequence }) => {
      const pricer = deskPricer(world, modelTerms(world, plain), told);
      await playSale(world, NOBODY, pricer);
      expect(pricer.desk.state().stock).toBe(20);
      expect(pricer.desk.state().sequence).toBe(sequence);
    },
  );
});

describe('between batches', () => {
  it('sales do not move the price', async () => {
    const crowd = { scale: 1, visitors: [1, 1.2, 1.4, 1.6, 7].map((at) => ({ at, pays: 1e9 })) };
    const steps: Step[] = [];
    const pricer = deskPricer(world, modelTerms(world, plain), [6]);
    await playSale(world, crowd, pricer, (step) => steps.push(step));
    const prices = new Map(steps.map(({ at, price }) => [at, price]));
    expect(prices.get(1.6)).toBe(prices.get(0));
    expect(prices.get(7)).toBe(prices.get(6));
    // Four units until hour six are fewer than expected.
    expect(prices.get(6)).toBeLessThan(prices.get(0) as number);
    expect(steps.at(-1)?.stock).toBe(15);
  });
});

describe('the desk runs the real code', () => {
  it('so the optimum of a known market is close', async () => {
    const pricer = deskPricer(world, modelTerms(world, plain), 'own');
    await pricer.begin();
    expect(pricer.price(0) / optimumOf(world, 1).price(20, 24, 1)).toBeCloseTo(1, 1);
  });

  it('so a guardrail binds: no step goes further than the policy lets it', async () => {
    const guarded = modelTerms(world, { ...plain, guardrails: { maxStep: { percent: 10 } } });
    const pricer = deskPricer(world, guarded, 'own');
    await pricer.begin();
    expect(pricer.price(0)).toBe(1.1 * LIST_PRICE);
    expect((await pathOf('own'))[0]).toBeGreaterThan(1.1 * LIST_PRICE);
  });

  it('so the rules price where the model fails', async () => {
    const policy = { ...modelTerms(world, plain), rules: stockLevelTerms(world).rules };
    const product = Product.parse({
      ...{
        productId: 'product',
        name: 'Kettle',
        category: 'kitchen',
        currency: 'EUR',
        listPrice: LIST_PRICE,
      },
      ...{
        unitCost: 0,
        minimumPrice: 1,
        baselineUnitsPerHour: 1,
        saleEndsAt: shift(SALE_STARTS_AT, 3_600_000),
      },
    });
    const broken = {
      ...modelOf(world),
      predict: async () => {
        throw new Error('the endpoint is gone');
      },
    };
    const told = { kind: 'inventory', productId: 'product', acceptedAt: SALE_STARTS_AT } as const;
    const low = { ...told, eventId: '1', stock: 2, sequence: 1, occurredAt: SALE_STARTS_AT };
    const [failing, working] = [broken, modelOf(world)].map((model) =>
      priceDesk({ product, policy, models: [model] }),
    ) as [ReturnType<typeof priceDesk>, ReturnType<typeof priceDesk>];
    await failing.handle(low, SALE_STARTS_AT);
    await working.handle(low, SALE_STARTS_AT);
    expect(failing.price()).toBe(1.1 * LIST_PRICE);
    expect(working.price()).not.toBe(1.1 * LIST_PRICE);
  });
});

describe('learning', () => {
  const unknown = worldOf('unknown-n50-load2-24h');
  const levelAfter = async (seed: number, learn: boolean): Promise<{ learned: number; scale: number }> => {
    const crowd = crowdOf(unknown, seed);
    const policy = modelTerms(unknown, { ...plain, learn });
    const pricer = deskPricer(unknown, policy, 'own');
    await playSale(unknown, crowd, pricer);
    const baselineUnitsPerHour = unknown.shoppers.rate(LIST_PRICE);
    const { level } =
      demandBelief({ baselineUnitsPerHour }, policy.model, pricer.desk.state().demand?.sales) ?? {};
    return { learned: (level?.unitsPerHour ?? 0) / baselineUnitsPerHour, scale: crowd.scale };
  };

  it('moves the level of demand from the baseline towards the truth', async () => {
    const sales = await Promise.all(Array.from({ length: 12 }, (_, i) => levelAfter(i + 1, true)));
    for (const { learned, scale } of sales.filter(({ scale }) => Math.abs(scale - 1) > 0.3))
      expect(Math.abs(learned - scale)).toBeLessThan(Math.abs(1 - scale));
    expect(sales.some(({ scale }) => scale > 1.3) && sales.some(({ scale }) => scale < 0.7)).toBe(true);
  });

  it('is off by default', async () => {
    expect((await levelAfter(1, false)).learned).toBe(1);
  });
});

describe('a model that knows the rhythm of the day', () => {
  it('answers by the hour, and one that does not, answers alike at all hours', async () => {
    const rhythm = worldOf('rhythm-known');
    const [knowing, ignorant] = [modelOf(rhythm), modelOf(worldOf('rhythm-missed'))];
    const row = featureRows(knowing.contract);
    const hours = Array.from({ length: 24 }, (_, hour) => hour);
    const rows = hours.map((hour) =>
      row({
        ...{ category: 'simulated', listPrice: LIST_PRICE, price: 1.5 * LIST_PRICE, promo: false },
        at: `2026-11-27T${String(hour).padStart(2, '0')}:30:00.000Z`,
      }),
    );
    const answers = await knowing.predict(toCsv(rows), 24, 1);
    answers.forEach((answer, hour) => {
      expect(answer).toBeCloseTo((rhythm.busyHours?.[hour] ?? Number.NaN) * Math.exp(-0.5), 6);
    });
    expect(dependsOnTime(ignorant.contract)).toBe(false);
  });
});

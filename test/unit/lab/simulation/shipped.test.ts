import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deskPricer } from '../../../../lab/simulation/policies/desk-pricer.ts';
import { policiesFor, VARIANT_WORLDS } from '../../../../lab/simulation/policies/roster.ts';
import { shippedPolicy, shippedPrices, WITHOUT } from '../../../../lab/simulation/policies/shipped.ts';
import { playWorld } from '../../../../lab/simulation/results/play-world.ts';
import { WORLDS, worldOf } from '../../../../lab/simulation/worlds/catalogue.ts';
import { averageHours, LIST_PRICE } from '../../../../lab/simulation/worlds/world.ts';
import { failingModel, modelOf } from '../../../../lab/simulation/worlds/world-model.ts';

const file = JSON.parse(
  readFileSync(new URL('../../../../local/default-policy.json', import.meta.url), 'utf8'),
);

describe('the shipped policy', () => {
  it('is played as it is shipped, and live', () => {
    const { goLive: _watching, ...terms } = file;
    expect(shippedPolicy()).toMatchObject({ ...terms, mode: 'live' });
  });

  it('is the first row of every world', () => {
    for (const world of WORLDS) expect(policiesFor(world)[0]?.id).toBe('shipped');
  });

  it('starts at the list price and takes one step at most', async () => {
    const world = worldOf('known-n20-load2-24h');
    const pricer = deskPricer(world, shippedPolicy(), 'own');
    await pricer.begin();
    const { stepRaisePercent: percent } = file.guardrails.whenScarce;
    expect(pricer.price(0)).toBeGreaterThan(LIST_PRICE);
    expect(pricer.price(0)).toBeLessThanOrEqual(LIST_PRICE * (1 + percent / 100));
  });

  it.each(Object.entries(WITHOUT))('lacks only what the row "without %s" says', (name, { change }) => {
    const world = worldOf('unknown-n20-load2-24h');
    const changed = change(shippedPolicy(), world);
    const { emergencyCaps, marginFloor, ...rest } = changed.guardrails;
    const left = Object.entries(rest).flatMap(([each, setting]) => (setting === undefined ? [] : [each]));
    const gone: Record<string, string[]> = {
      band: ['priceBand', 'reviewJump'],
      step: ['maxStep'],
      window: ['windowBand'],
      scarce: ['whenScarce'],
      reversal: ['reversalLimit'],
      rounding: ['rounding'],
      'dead-band': ['deadBand'],
      all: Object.keys(rest).length === 0 ? Object.keys(file.guardrails) : [],
    };
    const all = Object.keys(file.guardrails).filter(
      (each) => each !== 'marginFloor' && each !== 'emergencyCaps',
    );
    expect(left.sort()).toEqual(all.filter((each) => !gone[name]?.includes(each)).sort());
    expect(marginFloor).toEqual(shippedPolicy().guardrails.marginFloor);
    expect(emergencyCaps).toEqual([]);
    expect(changed.rules).toEqual(shippedPolicy().rules);
  });
});

describe('prices within the shipped terms', () => {
  it('respect band, endings and margin', () => {
    const { priceBand, rounding, marginFloor, whenScarce } = file.guardrails;
    for (const world of WORLDS) {
      const prices = shippedPrices(world);
      expect(prices.length).toBeGreaterThan(100);
      const isScarce =
        world.shoppers.rate(LIST_PRICE) * averageHours(world) > whenScarce.fromLoad * world.stock;
      const highest = isScarce ? whenScarce.highestPercentOfList : priceBand.percentOfList.highest;
      expect(prices.at(-1)).toBeLessThanOrEqual((LIST_PRICE * highest) / 100);
      expect(prices[0]).toBeGreaterThanOrEqual(
        Math.max(
          (LIST_PRICE * priceBand.percentOfList.lowest) / 100,
          world.unitCost * (1 + marginFloor.minimumMarginPercent / 100),
        ),
      );
      for (const price of prices) expect(rounding.endings).toContain(price % rounding.modulus);
    }
  });
});

describe('a model that fails', () => {
  const world = worldOf('unknown-n20-load2-24h');

  it('fails at its share of the questions, the same for the same seed', async () => {
    const failures = async (seed: number): Promise<boolean[]> => {
      const model = failingModel(modelOf(world), 0.2, seed);
      const asked = Array.from({ length: 500 }, () => model.predict('0', 1, 100));
      return (await Promise.allSettled(asked)).map(({ status }) => status === 'rejected');
    };
    const [once, again, other] = await Promise.all([failures(1), failures(1), failures(2)]);
    expect(again).toEqual(once);
    expect(other).not.toEqual(once);
    const share = (once?.filter(Boolean).length ?? 0) / 500;
    expect(Math.abs(share - 0.2)).toBeLessThan(4 * Math.sqrt((0.2 * 0.8) / 500));
  });

  it('is counted as fallbacks, and the sale goes on', async () => {
    expect(VARIANT_WORLDS).toContain(world.id);
    const policies = policiesFor(world).filter(({ id }) => ['shipped', 'failing-20'].includes(id));
    const { outcomes } = await playWorld(world, policies, [1]);
    expect(outcomes['shipped']?.[0]?.fallbacks).toBe(0);
    expect(outcomes['failing-20']?.[0]?.fallbacks).toBeGreaterThan(0);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Circumstances } from '../../../domain/context/circumstances.ts';
import { type ModelTraits, questionFor } from '../../../domain/proposals/model-question.ts';
import { NoCandidates, NoDemandSignal } from '../../../domain/values/errors.ts';
import { HOUR_MS, shift } from '../../../domain/values/time.ts';
import { guarded, hoursAgo, inForce, inventory, NOW, on, policy, product, reprice, state } from './make.ts';

const TRAITS: ModelTraits = { priceRatio: { lowest: 0.5, highest: 2 }, dependsOnTime: true };
type Model = Parameters<typeof policy>[0] & object;
const asking = (model: Partial<Model['model']> = {}, changes: Partial<Model> = {}) =>
  policy({ model: { use: true, ...model }, ...changes });
/** A product with a baseline, so that its question needs no sales. */
const known = (changes: Parameters<typeof product>[0] = {}) =>
  product({ baselineUnitsPerHour: 2, ...changes });
const ask = (changes: Partial<Circumstances> = {}, traits: Partial<ModelTraits> = {}) =>
  questionFor(on({ product: known(), policy: asking(), ...changes }), { ...TRAITS, ...traits });
const endsOf = (prices: number[]) => [prices.at(0), prices.at(-1)];

describe('the candidates that a model is asked about', () => {
  it('span the share of the list price that the policy sets', () => {
    const { candidates } = ask({
      policy: asking({ percentOfList: { lowest: 70, highest: 120 }, candidates: 11 }),
    });
    expect(endsOf(candidates)).toEqual([700, 1_200]);
    expect(candidates).toHaveLength(11);
  });

  it.each([
    ['the prices seen in training', {}, { priceRatio: { lowest: 0.8, highest: 1.1 } }, [800, 1_100]],
    ['cost', { product: known({ unitCost: 900 }) }, {}, [900, 1_300]],
    [
      'cost and margin',
      {
        product: known({ unitCost: 800 }),
        policy: asking({}, { guardrails: { marginFloor: { minimumMarginPercent: 25 } } }),
      },
      {},
      [1_000, 1_300],
    ],
    ["the product's bounds", { product: known({ lowestPrice: 950, highestPrice: 1_050 }) }, {}, [950, 1_050]],
    ['the minimum price', { product: known({ minimumPrice: 777 }) }, {}, [777, 1_300]],
    ['the minimum advertised price', { product: known({ minimumAdvertisedPrice: 888 }) }, {}, [888, 1_300]],
    [
      "the policy's price band",
      { policy: asking({}, { guardrails: { priceBand: { lowest: 901, highest: 1_101 } } }) },
      {},
      [901, 1_101],
    ],
    [
      'an emergency cap',
      {
        policy: asking(
          {},
          { guardrails: { emergencyCaps: [{ id: 'storm', from: hoursAgo(2), maxRaisePercent: 0 }] } },
        ),
      },
      {},
      [600, 1_000],
    ],
  ] as [string, Partial<Circumstances>, Partial<ModelTraits>, number[]][])(
    'stay within %s',
    (_, changes, traits, ends) => {
      expect(endsOf(ask(changes, traits).candidates)).toEqual(ends);
    },
  );

  it('are not narrowed by what only slows prices down', () => {
    const slow = asking({}, { guardrails: { maxStep: { percent: 1 }, windowBand: { percent: 1 } } });
    expect(endsOf(ask({ policy: slow }).candidates)).toEqual([600, 1_300]);
  });

  it('never leave training, policy and bounds, whatever these are', () => {
    const percent = fc.integer({ min: 1, max: 400 });
    const span = fc
      .tuple(percent, percent)
      .map(([a, b]) => ({ lowest: Math.min(a, b), highest: Math.max(a, b) }));
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 0, max: 200_000 }),
        span,
        span,
        fc.integer({ min: 2, max: 65 }),
        (listPrice, unitCost, percentOfList, trained, count) => {
          const priceRatio = { lowest: trained.lowest / 100, highest: trained.highest / 100 };
          const circumstances = {
            product: known({ listPrice, unitCost }),
            policy: asking({ percentOfList, candidates: count }),
          };
          let candidates: number[] = [];
          try {
            ({ candidates } = ask(circumstances, { priceRatio }));
          } catch (error) {
            expect(error).toBeInstanceOf(NoCandidates);
            return;
          }
          expect(candidates.length).toBeLessThanOrEqual(count);
          for (const price of candidates) {
            expect(price).toBeGreaterThanOrEqual(unitCost);
            expect(price).toBeGreaterThanOrEqual(listPrice * priceRatio.lowest - 1e-6);
            expect(price).toBeLessThanOrEqual(listPrice * priceRatio.highest + 1e-6);
            // The policy's shares are rounded to the nearest minor unit.
            expect(price).toBeGreaterThanOrEqual((listPrice * percentOfList.lowest) / 100 - 0.5);
            expect(price).toBeLessThanOrEqual((listPrice * percentOfList.highest) / 100 + 0.5);
          }
        },
      ),
    );
  });

  it.each([
    [
      'training and policy',
      { policy: asking({ percentOfList: { lowest: 210, highest: 300 } }) },
      { priceRatio: { lowest: 0.5, highest: 2 } },
    ],
    ['cost and policy', { product: known({ unitCost: 1_400 }) }, {}],
    [
      'bounds that cross',
      {
        product: known({ lowestPrice: 1_100 }),
        policy: { ...asking(), ...{ guardrails: guarded({ priceBand: { highest: 1_000 } }).guardrails } },
      },
      {},
    ],
  ] as [string, Partial<Circumstances>, Partial<ModelTraits>][])(
    'are none where %s leave none, and that is said',
    (_, changes, traits) => {
      expect(() => ask(changes, traits)).toThrow(NoCandidates);
      expect(() => ask(changes, traits)).toThrow(expect.objectContaining({ name: 'NoCandidates' }));
    },
  );
});

describe('the price that the answers are held against', () => {
  it('is the one in force', () => {
    expect(ask({ state: state({ price: inForce(870) }) }).reference).toBe(870);
  });

  it('is the list price where none is in force', () => {
    expect(ask({ state: state({ price: undefined }) }).reference).toBe(1_000);
  });
});

describe('the time left to sell in', () => {
  it('is what is left of the running sale', () => {
    expect(ask({ product: known({ saleEndsAt: shift(NOW, 5 * HOUR_MS) }) }).hoursLeft).toBe(5);
  });

  it.each([
    ['no sale runs', {}],
    ['the sale is over', { saleEndsAt: hoursAgo(1) }],
    ['the sale is yet to begin', { saleStartsAt: hoursAgo(-1), saleEndsAt: hoursAgo(-9) }],
  ])("is the policy's horizon where %s", (_, sale) => {
    const horizon = asking({ horizonHours: 36 });
    expect(ask({ product: known(sale), policy: horizon }).hoursLeft).toBe(36);
  });
});

describe('the times that a model is asked about', () => {
  const timesOver = (horizonHours: number, traits: Partial<ModelTraits> = {}) =>
    ask({ policy: asking({ horizonHours }) }, traits).times;

  it.each([0.5, 1])('are none over %d hours, which the index now stands for', (hours) => {
    expect(timesOver(hours)).toEqual([]);
  });

  it('are none where the model does not depend on the time', () => {
    expect(timesOver(24, { dependsOnTime: false })).toEqual([]);
  });

  it('are the middles of the hours left', () => {
    expect(timesOver(3)).toEqual([0.5, 1.5, 2.5].map((hours) => shift(NOW, hours * HOUR_MS)));
  });

  it('are the middles of equal parts of at most an hour', () => {
    expect(timesOver(1.5)).toEqual([0.375, 1.125].map((hours) => shift(NOW, hours * HOUR_MS)));
  });

  it('are no more than 24, spread evenly over a long time', () => {
    const times = timesOver(240);
    expect(times).toHaveLength(24);
    expect([times.at(0), times.at(-1)]).toEqual([5, 235].map((hours) => shift(NOW, hours * HOUR_MS)));
  });

  it('lie in equal distances within the time left, half a distance from its ends', () => {
    fc.assert(
      fc.property(fc.double({ min: 1.001, max: 8_760, noNaN: true }), (hours) => {
        const times = timesOver(hours).map((time) => Date.parse(time) - Date.parse(NOW));
        const part = (hours * HOUR_MS) / times.length;
        expect(times.length).toBe(Math.min(24, Math.ceil(hours)));
        for (const [at, time] of times.entries())
          expect(Math.abs(time - (at + 0.5) * part)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('the sales from before the model was first asked', () => {
  const seen = { units: 6, hours: 3, priceHours: 2_700 };
  const sold = state({ salesRate: seen, stockAt: NOW });
  const unknown = { product: product(), state: sold };
  const learned = { sales: { units: 4, indexHours: 2, at: NOW } };

  it('are told where nothing else tells the level of demand', () => {
    expect(ask(unknown).recent).toEqual({ price: 900, units: 6, hours: 3 });
  });

  it('take in what this event tells', () => {
    const event = inventory({ stock: 45 });
    const { recent } = ask({ product: product(), state: state({ salesRate: seen }), event });
    expect(recent?.units).toBeGreaterThan(6);
  });

  it.each([
    ['there is a baseline', { product: known(), state: sold }],
    ['sales were learned from', { product: product(), state: { ...sold, demand: learned } }],
    ['there is a baseline, and no learning', { policy: asking({ learn: false }), state: sold }],
  ] as [string, Partial<Circumstances>][])('are left out where %s', (_, changes) => {
    expect(ask(changes)).not.toHaveProperty('recent');
  });

  it('are told where no time is left of the sales that were learned from', () => {
    const nothing = { sales: { units: 4, indexHours: 0, at: NOW } };
    expect(ask({ ...unknown, state: { ...sold, demand: nothing } }).recent).toMatchObject({ units: 6 });
  });

  it('are told though sales were learned from, where the policy does not learn', () => {
    const unlearned = {
      ...unknown,
      state: { ...sold, demand: learned },
      policy: asking({ learn: false }),
    };
    expect(ask(unlearned).recent).toMatchObject({ units: 6 });
  });

  it.each([
    ['nothing was seen', undefined],
    ['nothing was sold', { ...seen, units: 0 }],
    ['less time was seen than the policy asks for', { units: 6, hours: 0.2, priceHours: 200 }],
  ])('must tell something: %s', (_, salesRate) => {
    const still = { product: product(), state: state({ salesRate, stockAt: NOW }), event: reprice() };
    expect(() => ask(still)).toThrow(NoDemandSignal);
    expect(() => ask(still)).toThrow(expect.objectContaining({ name: 'NoDemandSignal' }));
  });

  it('need not be seen for longer than the policy asks for', () => {
    const short = { units: 6, hours: 0.2, priceHours: 200 };
    const still = { product: product(), state: state({ salesRate: short, stockAt: NOW }), event: reprice() };
    expect(ask({ ...still, policy: asking({ minimumHours: 0.2 }) }).recent?.units).toBe(6);
  });
});

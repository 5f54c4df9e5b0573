import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Circumstances } from '../../../domain/context/circumstances.ts';
import { Proposal } from '../../../domain/context/proposal.ts';
import { expectedUnitsSold } from '../../../domain/demand/demand.ts';
import type { CurvePoint } from '../../../domain/demand/evidence.ts';
import { LOOKING_AHEAD } from '../../../domain/demand/last-units.ts';
import { type ModelAnswer, proposeByModel } from '../../../domain/proposals/model-proposal.ts';
import type { ModelQuestion } from '../../../domain/proposals/model-question.ts';
import { indexAt, profitOn } from '../../../domain/proposals/on-curve.ts';
import { NoDemandSignal, SenselessAnswer } from '../../../domain/values/errors.ts';
import { indexOf } from './learning.ts';
import { hoursAgo, inForce, inventory, NOW, on, policy, product, proposal, reprice, state } from './make.ts';

const PRICES = [500, 600, 700, 800, 900, 1_000, 1_100, 1_200, 1_300, 1_400, 1_500, 2_000, 3_000];

interface Asked {
  question?: Partial<ModelQuestion>;
  answer?: Partial<ModelAnswer>;
  model?: Partial<NonNullable<Parameters<typeof policy>[0]>['model']>;
  stock?: number;
  baseline?: number | null;
  unitCost?: number | undefined;
  changes?: Partial<Circumstances>;
}

/** The proposal of a model with elasticity 2 for a product of baseline 2, over 10 hours. */
function propose({ question = {}, answer = {}, model = {}, baseline = 2, ...rest }: Asked = {}): Proposal {
  const { stock = 50, unitCost = 400, changes = {} } = rest;
  const asked: ModelQuestion = {
    candidates: PRICES,
    reference: 1_000,
    times: [],
    hoursLeft: 10,
    ...question,
  };
  const answered: ModelAnswer = {
    candidates: asked.candidates.map(indexOf),
    reference: indexOf(asked.reference),
    times: [],
    ...answer,
  };
  const cost = 'unitCost' in rest && rest.unitCost === undefined ? {} : { unitCost };
  const { unitCost: _, ...free } = product();
  const circumstances = on({
    product: {
      ...free,
      ...cost,
      ...(baseline === null ? {} : { baselineUnitsPerHour: baseline }),
    } as Circumstances['product'],
    policy: policy({ model: { use: true, ...model } }),
    event: inventory({ stock }),
    ...changes,
  });
  return proposeByModel(circumstances, asked, answered, 'demand@1');
}

const certain = { learn: false };
const amountOf = (asked: Asked): number => propose(asked).amount ?? 0;

describe('a proposal by the model', () => {
  it('is the candidate with the best expected profit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: LOOKING_AHEAD + 1, max: 200 }),
        fc.integer({ min: 0, max: 1_200 }),
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        (stock, unitCost, baseline) => {
          const { amount, curve = [] } = propose({ stock, unitCost, baseline });
          const profits = PRICES.map((price) => {
            const mean = baseline * indexOf(price) * 10;
            return (price - unitCost) * expectedUnitsSold(stock, mean, 1 / 0.7 ** 2);
          });
          const best = Math.max(...profits);
          expect(profits[PRICES.indexOf(amount ?? 0)]).toBeGreaterThanOrEqual(best - 1e-6 * Math.abs(best));
          expect(curve.map(({ price }) => price)).toEqual(PRICES);
          for (const [at, profit] of profits.entries())
            expect(Math.abs((curve[at]?.expectedProfit ?? 0) - profit)).toBeLessThanOrEqual(0.5 + 1e-6);
        },
      ),
    );
  });

  it('is none where the model expects no sales at any price', () => {
    expect(() => propose({ answer: { candidates: PRICES.map(() => 0) } })).toThrow(SenselessAnswer);
  });

  it('is none, by name, where only the own slope of the product makes sales uncountable', () => {
    const sloped = product({ baselineUnitsPerHour: 1e6, slopeShift: -5, slopeSd: 0.01 });
    const circumstances = { changes: { product: sloped }, stock: 1_000 };
    expect(() => propose({ ...circumstances, question: { hoursLeft: 240 } })).toThrow(SenselessAnswer);
    expect(propose({ ...circumstances, question: { hoursLeft: 1 } }).amount).toBeGreaterThan(0);
  });

  it('is the price that theory knows, where stock is plentiful: twice the cost at elasticity 2', () => {
    const candidates = Array.from({ length: 61 }, (_, at) => 500 + 10 * at);
    expect(amountOf({ question: { candidates }, stock: 100_000, unitCost: 400, model: certain })).toBe(800);
  });

  it('rises as stock gets scarce', () => {
    const amounts = [500, 20, 10, 3].map((stock) => amountOf({ stock }));
    expect(amounts).toEqual([...amounts].sort((a, b) => a - b));
    expect(amounts.at(-1)).toBeGreaterThan(amounts[0] ?? 0);
  });

  it('falls as time runs out', () => {
    const amounts = [40, 10, 4, 1].map((hoursLeft) => amountOf({ stock: 10, question: { hoursLeft } }));
    expect(amounts).toEqual([...amounts].sort((a, b) => b - a));
    expect(amounts.at(-1)).toBeLessThan(amounts[0] ?? 0);
  });

  it('never falls with less stock, and never rises with less time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0.5, max: 48, noNaN: true }),
        (stock, hoursLeft) => {
          const here = amountOf({ stock, question: { hoursLeft } });
          expect(amountOf({ stock: stock + 5, question: { hoursLeft } })).toBeLessThanOrEqual(here);
          expect(amountOf({ stock, question: { hoursLeft: hoursLeft / 2 } })).toBeLessThanOrEqual(here);
        },
      ),
    );
  });

  it('rises with the cost of a unit', () => {
    expect(amountOf({ stock: 500, unitCost: 700 })).toBeGreaterThan(amountOf({ stock: 500, unitCost: 300 }));
  });

  it('seeks revenue where no cost is known, and says so', () => {
    const { evidence, curve = [] } = propose({ unitCost: undefined });
    expect(evidence).toMatchObject({ objective: 'revenue', unitCost: null });
    expect(curve.every((each) => Math.abs(each.expectedProfit - each.price * each.expectedUnits) < 3)).toBe(
      true,
    );
    expect(propose().evidence).toMatchObject({ objective: 'profit', unitCost: 400 });
  });

  it('expects less where the level of demand is less certain', () => {
    const sure = propose({ stock: 20, model: { level: { cv: 0.05 } } }).curve ?? [];
    const unsure = propose({ stock: 20, model: { level: { cv: 2 } } }).curve ?? [];
    const at = PRICES.indexOf(1_000);
    expect(unsure[at]?.expectedUnits).toBeLessThan(0.8 * (sure[at]?.expectedUnits ?? 0));
    expect(unsure[at]?.unitsPerHour).toBe(sure[at]?.unitsPerHour);
  });

  it('expects Poisson sales where the level is certain', () => {
    const { curve = [] } = propose({ stock: 20, model: certain });
    for (const { price, expectedUnits } of curve)
      expect(expectedUnits).toBeCloseTo(expectedUnitsSold(20, 20 * indexOf(price)), 3);
  });

  it('goes by the stock that the event tells', () => {
    const stale = propose({ stock: 3, changes: { state: state({ stock: 900 }) } });
    expect(stale.evidence).toMatchObject({ stock: 3 });
    expect(stale.curve?.every(({ expectedUnits }) => expectedUnits <= 3)).toBe(true);
  });

  it('goes by what sales have taught', () => {
    const taught = state({ demand: { sales: { units: 96, indexHours: 16, at: NOW } } });
    const {
      demand,
      evidence,
      curve = [],
    } = propose({ changes: { state: taught }, model: { level: { cv: 0.5 } } });
    expect(demand?.level.unitsPerHour).toBeCloseTo(100 / 18, 9);
    expect(demand?.level.cv).toBeCloseTo(0.1, 9);
    expect(evidence).toMatchObject({ baselineUnitsPerHour: 2 });
    expect(curve[PRICES.indexOf(1_000)]?.unitsPerHour).toBeCloseTo(100 / 18, 4);
  });

  it('pays no heed to what sales have taught where the policy does not learn', () => {
    const taught = state({ demand: { sales: { units: 96, indexHours: 16, at: NOW } } });
    expect(propose({ changes: { state: taught }, model: certain }).demand?.level).toEqual({
      unitsPerHour: 2,
      cv: 0,
    });
  });

  it('keeps what the model said of the price in force', () => {
    expect(propose({ question: { reference: 870 } })).toMatchObject({
      source: 'model',
      by: 'demand@1',
      currency: 'EUR',
      demand: { model: 'demand@1', reference: { price: 870, index: indexOf(870) } },
    });
  });

  it('is one that its schema takes', () => {
    const made = propose();
    expect(Proposal.parse(JSON.parse(JSON.stringify(made)))).toEqual(made);
  });
});

describe('the level that a proposal is made at', () => {
  /** Four hours ago the stock was 100. By now the level Gamma(4, 2) has become Gamma(12, 6). */
  const taught = (demand: object = {}) =>
    state({
      stock: 100,
      stockAt: hoursAgo(4),
      demand: {
        sales: { units: 8, indexHours: 4, at: NOW },
        expectation: { model: 'demand@1', index: 1, unitsPerHour: 2 },
        pending: { from: hoursAgo(4), until: hoursAgo(4), indexHours: 0, units: 0 },
        ...demand,
      },
    });
  const levelOf = (event: Circumstances['event'], of = taught(), model: Asked['model'] = {}) =>
    propose({ changes: { state: of, event }, model: { level: { cv: 0.5 }, ...model } }).demand?.level
      .unitsPerHour;

  it('takes in the sales that its event tells', () => {
    expect(levelOf(inventory({ stock: 94 }))).toBeCloseTo((12 + 6) / (6 + 4), 9);
  });

  it('takes in the time that passed without a sale', () => {
    expect(levelOf(reprice())).toBeCloseTo(12 / (6 + 4), 9);
  });

  it('takes in such time before the first sale, too', () => {
    expect(levelOf(reprice(), taught({ sales: undefined }))).toBeCloseTo(4 / (2 + 4), 9);
  });

  it('takes in the time since the event, where it comes late', () => {
    const late = inventory({ stock: 94, occurredAt: hoursAgo(1) });
    expect(levelOf(late)).toBeCloseTo((12 + 6) / (6 + 4), 9);
  });

  it('measures time by the index of the price in force', () => {
    const dear = taught({ expectation: { model: 'demand@1', index: 0.25, unitsPerHour: 0.5 } });
    expect(levelOf(reprice(), dear)).toBeCloseTo(12 / (6 + 1), 9);
  });

  it('takes in nothing of the time that a restock hides', () => {
    expect(levelOf(inventory({ stock: 200 }))).toBeCloseTo(12 / 6, 9);
  });

  it('takes in nothing of time that nothing was expected of', () => {
    const unexpected = taught({ expectation: undefined, pending: undefined });
    expect(levelOf(inventory({ stock: 94 }), unexpected)).toBeCloseTo(12 / 6, 9);
    expect(levelOf(reprice(), unexpected)).toBeCloseTo(12 / 6, 9);
  });

  it('takes in nothing where the policy does not learn', () => {
    expect(levelOf(reprice(), taught(), certain)).toBe(2);
  });

  it('falls tick by tick while nothing sells, and so does the price', () => {
    const after = (hours: number) =>
      propose({
        stock: 30,
        question: { hoursLeft: 24 },
        changes: {
          event: reprice(),
          state: state({
            stock: 30,
            demand: {
              expectation: { model: 'demand@1', index: 1, unitsPerHour: 2 },
              pending: { from: hoursAgo(hours), until: hoursAgo(hours), indexHours: 0, units: 0 },
            },
          }),
        },
      });
    const ticks = [0, 1, 3, 9, 27].map(after);
    const levels = ticks.map(({ demand }) => demand?.level.unitsPerHour ?? 0);
    const amounts = ticks.map(({ amount }) => amount ?? 0);
    expect(levels).toEqual([...levels].sort((a, b) => b - a));
    expect(amounts).toEqual([...amounts].sort((a, b) => b - a));
    expect(amounts.at(-1)).toBeLessThan(amounts[0] ?? 0);
  });
});

describe('the time left, in hours of demand as it is now', () => {
  it('is as much longer as demand is busier over it', () => {
    const busy = propose({
      question: { hoursLeft: 10 },
      answer: { reference: 1, times: [2, 4] },
      stock: 5_000,
    });
    const long = propose({ question: { hoursLeft: 30 }, stock: 5_000 });
    expect(busy.evidence).toMatchObject({ busyness: 3, hoursLeft: 10 });
    expect(busy.curve).toEqual(long.curve);
  });

  it('is shorter where demand is about to calm down', () => {
    expect(propose({ answer: { reference: 1, times: [0.5] } }).evidence).toMatchObject({ busyness: 0.5 });
  });

  it.each([
    ['no times were asked about', { reference: 2, times: [] }],
    ['nothing is asked for at the reference', { reference: 0, times: [1, 2] }],
  ])('is the clock time where %s', (_, answer) => {
    expect(propose({ answer }).evidence).toMatchObject({ busyness: 1 });
  });
});

describe('a proposal for a product without a baseline', () => {
  const recent = { price: 900, units: 6, hours: 3 };

  it('turns recent sales into a level by the index at the price that they were seen at', () => {
    const { demand } = propose({ baseline: null, question: { recent }, answer: { recent: 1.5 } });
    const at = Math.log(recent.price / 1_000);
    expect(demand?.startFrom).toEqual({
      units: 6,
      indexHours: 4.5,
      soldAt: { units: at, hours: at, variance: 0 },
    });
    expect(demand?.level.unitsPerHour).toBeCloseTo(6.5 / 4.5, 12);
  });

  it('goes by what was learned, once anything was', () => {
    const taught = state({ demand: { sales: { units: 40, indexHours: 10, at: NOW } } });
    expect(propose({ baseline: null, changes: { state: taught } }).demand).toMatchObject({
      level: { unitsPerHour: 4.05 },
    });
  });

  it('is made though sales in next to no time have taught a level beyond counting', () => {
    const taught = state({ demand: { sales: { units: 900, indexHours: 1e-9, at: NOW } } });
    const { curve = [], demand } = propose({ baseline: null, changes: { state: taught } });
    expect(demand?.level.unitsPerHour).toBeLessThan(1e9);
    expect(curve.map(({ expectedUnits }) => expectedUnits)).toEqual(PRICES.map(() => 50));
  });

  it('is none where it is the model that makes recent sales a level beyond counting', () => {
    const asked = { baseline: null, question: { recent }, answer: { recent: 1e-12 } };
    expect(() => propose(asked)).toThrow(SenselessAnswer);
  });

  it('goes by recent sales alone where the policy does not learn', () => {
    const taught = state({ demand: { sales: { units: 40, indexHours: 10, at: NOW } } });
    const asked = { baseline: null, model: certain, question: { recent }, changes: { state: taught } };
    expect(propose({ ...asked, answer: { recent: 1 } }).demand?.level).toEqual({
      unitsPerHour: 6.5 / 3,
      cv: 0,
    });
    expect(() => propose({ ...asked, answer: { recent: 0 } })).toThrow(NoDemandSignal);
  });

  it.each([
    ['expects no sales at the recent price', { recent }, { recent: 0 }],
    ['was told of none', {}, {}],
  ])('is not made where the model %s', (_, question, answer) => {
    expect(() => propose({ baseline: null, question, answer })).toThrow(NoDemandSignal);
  });
});

describe('the index at a price', () => {
  const made = propose({ question: { reference: 870 }, answer: { reference: 7 } });

  it('is the answer itself for the reference', () => {
    expect(indexAt(made, 870)).toBe(7);
  });

  it.each(PRICES)('is the answer for a candidate, to the digits of the curve: %d', (price) => {
    expect(indexAt(made, price)).toBeCloseTo(indexOf(price), 4);
  });

  it('is a number between candidates however far their answers are apart', () => {
    const far = (made.curve ?? []).map((point, at) => ({ ...point, unitsPerHour: at === 0 ? 5e-324 : 10 }));
    const between = indexAt({ ...made, curve: far }, (far[0]?.price ?? 0) + 1);
    expect(Number.isFinite(between) && (between ?? -1) >= 0).toBe(true);
  });

  it('is exact between candidates for demand of constant elasticity', () => {
    fc.assert(
      fc.property(fc.integer({ min: 500, max: 3_000 }), (price) => {
        fc.pre(price !== 870);
        expect(Math.abs((indexAt(made, price) ?? 0) / indexOf(price) - 1)).toBeLessThan(2e-5);
      }),
    );
  });

  it.each([
    [100, 500],
    [499, 500],
    [3_001, 3_000],
    [90_000, 3_000],
  ])('at %d, beyond the candidates, is that of the nearest', (price, nearest) => {
    expect(indexAt(made, price)).toBe(indexAt(made, nearest));
  });

  it('is that of the higher candidate where one of the two sells nothing', () => {
    const candidates = [1_000, 2_000];
    const none = propose({ question: { candidates, reference: 870 }, answer: { candidates: [1, 0] } });
    expect(indexAt(none, 1_500)).toBe(0);
    expect(indexAt(none, 1_000)).toBeCloseTo(1, 5);
    const first = propose({ question: { candidates, reference: 870 }, answer: { candidates: [0, 1] } });
    expect(indexAt(first, 1_500)).toBeCloseTo(1, 5);
  });

  it('is unknown of a proposal that no model made', () => {
    expect(indexAt(proposal(1_000), 1_000)).toBeUndefined();
  });

  it('is unknown without a curve, but for the reference', () => {
    const { curve: _, ...bare } = made;
    expect([indexAt(bare, 900), indexAt(bare, 870)]).toEqual([undefined, 7]);
  });
});

describe('the profit expected of a price', () => {
  const point = (price: number, expectedProfit: number): CurvePoint => ({
    price,
    expectedProfit,
    unitsPerHour: 1,
    expectedUnits: 1,
  });
  const curved = proposal(800, { curve: [point(500, 100), point(1_000, 300), point(4_000, -100)] });

  it.each([
    [500, 100],
    [1_000, 300],
    [4_000, -100],
  ])('is that of the candidate: %d', (price, profit) => {
    expect(profitOn(curved.curve ?? [], price)).toBeCloseTo(profit, 9);
  });

  it('lies on the straight line over log price between two candidates', () => {
    expect(profitOn(curved.curve ?? [], Math.sqrt(500 * 1_000))).toBeCloseTo(200, 9);
    expect(profitOn(curved.curve ?? [], 2_000)).toBeCloseTo(100, 9);
  });

  it.each([499, 4_001])('is unknown beyond the candidates: %d', (price) => {
    expect(profitOn(curved.curve ?? [], price)).toBeUndefined();
  });

  it('is that of the only candidate', () => {
    expect(profitOn([point(700, 5)], 700)).toBe(5);
  });

  it('is unknown without a curve', () => {
    expect(profitOn([], 800)).toBeUndefined();
  });
});

describe('a price that is good enough', () => {
  const candidates = Array.from({ length: 61 }, (_, at) => 700 + 10 * at);
  const inForceAt = (amount: number, changes: object = {}) => ({
    state: state({ price: inForce(amount, { since: hoursAgo(30) }), ...changes }),
  });
  const asked = (leastGainPercent: number, changes: object, stock = 100_000): number =>
    amountOf({ question: { candidates }, stock, model: { ...certain, leastGainPercent }, changes });

  it('stays, and is left for a gain above the least one', () => {
    // At elasticity 2 and cost 4.00 the best price is 8.00; 8.20 earns 0.06% less, 9.50 2.5% less.
    expect(asked(0, inForceAt(820))).toBe(800);
    expect(asked(0.1, inForceAt(820))).toBe(820);
    expect(asked(0.1, inForceAt(950))).toBe(800);
    expect(asked(5, inForceAt(950))).toBe(950);
  });

  it('is left in the other direction only for the more, the more often the price turned within a day', () => {
    const turned = (reversals: string[], direction: 'up' | 'down') =>
      inForceAt(950, { movement: { direction, reversals } });
    const times = [hoursAgo(2), hoursAgo(3)];
    expect(asked(1, turned(times, 'down'))).toBe(800);
    expect(asked(1, turned(times, 'up'))).toBe(950);
    expect(asked(0.5, turned(times, 'up'))).toBe(800);
    expect(asked(1, turned([hoursAgo(25), hoursAgo(26)], 'up'))).toBe(800);
  });

  it('is judged for the last units by all looks that are left, since each one could keep it', () => {
    const found = (least: number, amount: number) =>
      propose({
        question: { candidates },
        stock: 2,
        model: { ...certain, leastGainPercent: least },
        changes: inForceAt(amount),
      });
    const [best, profits] = [found(0, 1_000).amount ?? 0, found(0, 1_000).curve ?? []];
    const profitOf = (amount: number) => profitOn(profits, amount) ?? 0;
    // Between the prices that a single look would leave and those that all twenty leave together.
    const amount = candidates.find((each) => {
      const gain = 1 - profitOf(each) / profitOf(best);
      return each < best && gain < 0.005 && 20 * gain > 0.015;
    });
    expect(amount).toBeDefined();
    expect(found(1, amount ?? 0).amount).toBe(best);
  });
});

describe('a list price whose cost is known', () => {
  it('draws the slope towards the elasticity at which it earns most', () => {
    const shiftAt = (unitCost: number | undefined, listPriceSd = 1) =>
      propose({ unitCost, model: { slope: { sd: 0.7, listPriceSd } } }).demand?.slope?.shift ?? 0;
    // The model says -2. At cost 4.00 a list price of 10.00 says -1.67, at 9.00 it says -10, counted as -6.
    expect(shiftAt(400)).toBeGreaterThan(0);
    expect(shiftAt(500)).toBeCloseTo(0, 1);
    expect(shiftAt(750)).toBeLessThan(-0.3);
    expect(shiftAt(900)).toBeGreaterThan(-0.7 * 3 - 1e-9);
    expect(Math.abs(shiftAt(750, 0.5))).toBeGreaterThan(Math.abs(shiftAt(750)));
    expect(shiftAt(undefined)).toBe(0);
    expect(shiftAt(1_200)).toBe(0);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PriceState } from '../../../domain/state/price-state.ts';
import { after, indexOf, Learner } from './learning.ts';
import { inForce, NOW } from './make.ts';

/** A product with 100 units that a model has priced at NOW. */
const started = (model: ConstructorParameters<typeof Learner>[1] = {}) => new Learner({}, model).sees(0, 100);

describe('what sales teach of the level of demand', () => {
  it('is the units sold, and the index over the time that it took', () => {
    const { units, indexHours } = started().sees(3, 94);
    expect([units, indexHours]).toEqual([6, 3]);
  });

  it('adds up', () => {
    const { units, indexHours } = started().sees(3, 94).sees(4, 93).sees(10, 93);
    expect([units, indexHours]).toEqual([7, 10]);
  });

  it('is nothing before the stock is seen a second time', () => {
    expect(started().reprices(2).memory.sales).toBeUndefined();
  });

  it('is measured by the index at the price in force', () => {
    const learner = new Learner({ price: inForce(2_000) }).sees(0, 100).sees(4, 99);
    expect(learner.indexHours).toBeCloseTo(4 / 4, 9);
  });

  it('is measured by the index at the price that the guardrails made of the proposal', () => {
    const learner = new Learner().sees(0, 100, { amount: 300 });
    expect(learner.current.price?.amount).toBe(400);
    expect(learner.sees(1, 99).indexHours).toBeCloseTo(indexOf(400), 9);
  });

  it('takes each price between two sights of the stock for as long as it stood', () => {
    const learner = started().reprices(1, { amount: 2_000 }).reprices(3, { amount: 500 }).sees(4, 90);
    expect(learner.units).toBe(10);
    expect(learner.indexHours).toBeCloseTo(1 * 1 + 2 * indexOf(2_000) + 1 * indexOf(500), 9);
  });

  it('goes on at the new price after an event that told the stock', () => {
    const learner = started().sees(1, 99, { amount: 2_000 }).sees(5, 98);
    expect(learner.indexHours).toBeCloseTo(1 + 4 * indexOf(2_000), 9);
  });

  it.each(['shadow', 'paused'] as const)('stays at the price in force while the policy is %s', (mode) => {
    const learner = started()
      .reprices(1, { amount: 2_000, mode, by: mode === 'paused' ? 'nobody' : 'model' })
      .sees(3, 90);
    expect([learner.units, learner.indexHours]).toEqual([10, 3]);
  });

  it('stays at the price in force when a proposal is rejected', () => {
    const learner = started().reprices(1, { amount: -1 });
    expect(learner.last?.outcome).toBe('rejected');
    expect(learner.sees(3, 90)).toMatchObject({ units: 10, indexHours: 3 });
  });

  it('goes on where the rules keep the price', () => {
    const learner = started().reprices(1, { by: 'rules' }).sees(2, 97, { by: 'rules' }).sees(3, 96);
    expect([learner.units, learner.indexHours]).toEqual([4, 3]);
  });

  it('is kept in the price state as the store takes it', () => {
    const { current } = started().reprices(1, { amount: 2_000 }).sees(4, 94);
    const stored: unknown = JSON.parse(JSON.stringify(current));
    expect(PriceState.parse(stored)).toEqual(stored);
  });
});

describe('a stretch of time that nothing was expected of', () => {
  it('counts neither units nor hours while the rules set another price', () => {
    const learner = started().sees(1, 98, { by: 'rules', amount: 2_000 }).sees(3, 90, { by: 'rules' });
    expect([learner.units, learner.indexHours]).toEqual([2, 1]);
  });

  it('counts for nothing as a whole when another price was set in the middle of it', () => {
    const learner = started().reprices(1, { by: 'rules', amount: 2_000 }).sees(3, 90);
    expect(learner.memory.sales).toBeUndefined();
    expect(learner.last).not.toHaveProperty('observed');
  });

  it('counts for nothing as a whole when a person set a price in the middle of it', () => {
    const learner = started().rollsBack(1, 2_000).reprices(2).sees(3, 90);
    expect(learner.memory.sales).toBeUndefined();
  });

  it('ends with the event by which the model is back', () => {
    const learner = started().reprices(1, { by: 'rules', amount: 2_000 }).reprices(2).sees(3, 90).sees(5, 88);
    expect(learner.units).toBe(2);
    expect(learner.indexHours).toBeCloseTo(2 * indexOf(2_000), 9);
  });

  it('leaves what was learned before where it is', () => {
    const learner = started().sees(2, 90).reprices(3, { by: 'rules', amount: 2_000 });
    expect([learner.units, learner.indexHours]).toEqual([10, 2]);
    expect(learner.memory.expectation).toBeUndefined();
    expect(learner.memory.pending).toBeUndefined();
  });

  it('is one before the model was ever asked', () => {
    const learner = new Learner().sees(1, 90, { by: 'rules' }).sees(2, 80);
    expect(learner.memory.sales).toBeUndefined();
  });
});

describe('the silence since the stock was last seen', () => {
  const silence = (learner: Learner) => learner.memory.silence;

  it('is told by what was expected, though that was broken off', () => {
    const learner = started().reprices(3, { by: 'rules', amount: 2_000 });
    expect(silence(learner)).toEqual({ from: after(0), until: after(3), indexHours: 3, logPrice: 0 });
  });

  it('goes on where the model is back, without the time in between', () => {
    const learner = started().reprices(3, { by: 'rules', amount: 2_000 }).reprices(10).reprices(14);
    // Three hours of index 1 at the list price, and four of a quarter at twice as much.
    expect(silence(learner)).toEqual({
      from: after(0),
      until: after(14),
      indexHours: 3 + 4 * indexOf(2_000),
      logPrice: expect.closeTo(Math.log(2) / 4, 6),
    });
  });

  it('begins with the model where nothing was expected before', () => {
    const learner = new Learner().reprices(2).reprices(5);
    expect(silence(learner)).toEqual({ from: after(2), until: after(5), indexHours: 3, logPrice: 0 });
  });

  it.each([
    ['sold', 90],
    ['counted', 100],
    ['restocked', 300],
  ])('ends when the stock is seen, and teaches nothing: %s', (_, stock) => {
    const learner = started().reprices(3, { by: 'rules', amount: 2_000 }).reprices(10).sees(11, stock);
    expect(learner.memory.silence).toBeUndefined();
    expect(learner.memory.sales).toBeUndefined();
  });

  it('is not kept beside what is still expected from the last sight on', () => {
    expect(silence(started().reprices(1).reprices(2))).toBeUndefined();
  });
});

describe('a stock-out', () => {
  it('counts the time until the stock was gone, with the last units', () => {
    const learner = started().sees(2, 0, { by: 'nobody' });
    expect([learner.units, learner.indexHours]).toEqual([100, 2]);
  });

  it('counts no time without stock', () => {
    const learner = started()
      .sees(2, 0, { by: 'nobody' })
      .reprices(20, { by: 'nobody' })
      .sees(50, 0, { by: 'nobody' })
      .sees(100, 30)
      .sees(101, 28);
    expect([learner.units, learner.indexHours]).toEqual([102, 3]);
  });
});

describe('a restock', () => {
  it('counts neither units nor hours of the time that it hides', () => {
    const learner = started().sees(1, 98).sees(5, 300);
    expect([learner.units, learner.indexHours]).toEqual([2, 1]);
    expect(learner.last).not.toHaveProperty('observed');
  });

  it('is where the next stretch of time begins', () => {
    const learner = started().sees(5, 300).sees(7, 299);
    expect([learner.units, learner.indexHours]).toEqual([1, 2]);
  });

  it('counts once, also when it was decided late', () => {
    const learner = started().sees(5, 300, { delay: 2 }).sees(8, 299);
    expect([learner.units, learner.indexHours]).toEqual([1, 3]);
  });
});

describe('an event that comes late, or not at all', () => {
  it('teaches as of when it occurred, however late it was decided', () => {
    const learner = started().sees(2, 95, { delay: 5 });
    expect([learner.units, learner.indexHours]).toEqual([5, 2]);
    expect(learner.sees(9, 94)).toMatchObject({ units: 6, indexHours: 9 });
  });

  it('keeps what was expected after it for the next sight', () => {
    const learner = started().sees(2, 95, { delay: 5 });
    expect(learner.memory.pending).toMatchObject({ from: after(2), until: after(7), indexHours: 5 });
  });

  it('takes no time twice when it tells an earlier time than the one before it', () => {
    const learner = started().sees(4, 95).sees(3, 94, { delay: 2 }).sees(6, 93);
    expect(learner.units).toBe(7);
    expect(learner.indexHours).toBeCloseTo(6, 9);
  });

  it('takes a stretch of time to end no earlier than it began', () => {
    const learner = started().sees(4, 95).sees(3, 94, { delay: 2 });
    expect(learner.last?.observed).toMatchObject({ hours: 0, soldUnits: 1, indexHours: 0 });
    expect(learner.memory.pending?.from).toBe(after(4));
    expect(learner.memory.calibration?.at).toBe(after(4));
    expect(learner.sees(6, 93).last?.observed).toMatchObject({ hours: 2, soldUnits: 1 });
  });

  it('counts no more than the time until now when its clock is ahead', () => {
    const learner = started().sees(50, 95, { delay: -48 });
    expect([learner.units, learner.indexHours]).toEqual([5, 2]);
    expect(learner.sees(3, 94)).toMatchObject({ units: 6, indexHours: 3 });
  });

  it('counts nothing more when the same stock is told of the same instant', () => {
    const once = started().sees(2, 95);
    const learned = { units: once.units, indexHours: once.indexHours };
    expect(once.sees(2, 95)).toMatchObject(learned);
  });

  it('teaches the same sums as when those in between were decided too', () => {
    const steps = fc.array(
      fc.record({
        hours: fc.integer({ min: 1, max: 1_000 }),
        sold: fc.integer({ min: 0, max: 50 }),
        arrives: fc.boolean(),
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(steps, (each) => {
        const [all, some] = [
          new Learner({ stock: 1_000 }).sees(0, 1_000),
          new Learner({ stock: 1_000 }).sees(0, 1_000),
        ];
        let [hours, stock] = [0, 1_000];
        for (const [at, step] of each.entries()) {
          hours += step.hours / 100;
          stock -= step.sold;
          all.sees(hours, stock);
          if (step.arrives || at === each.length - 1) some.sees(hours, stock);
        }
        expect(some.units).toBe(all.units);
        expect(some.indexHours).toBeCloseTo(all.indexHours, 6);
      }),
    );
  });

  it('neither loses nor doubles what was expected, whatever the delays and the prices in between', () => {
    const steps = fc.array(
      fc.record({
        gap: fc.integer({ min: 0, max: 3_600_000 }),
        delay: fc.integer({ min: 0, max: 7_200_000 }),
        kind: fc.constantFrom('sale', 'reprice'),
        amount: fc.integer({ min: 400, max: 4_000 }),
      }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(steps, (each) => {
        const learner = new Learner({ stock: 1_000 }).sees(0, 1_000);
        let [at, now, stock, expected] = [0, 0, 1_000, 0];
        for (const { gap, delay, kind, amount } of each) {
          at += gap / 3_600_000;
          const next = Math.max(now, at + delay / 3_600_000);
          expected += (next - now) * indexOf(learner.current.price?.amount ?? 0);
          now = next;
          if (kind === 'reprice') learner.reprices(now, { amount });
          else {
            stock -= 1;
            learner.sees(at, stock, { amount, delay: now - at });
          }
        }
        expect(learner.units).toBe(1_000 - stock);
        const told = learner.indexHours + (learner.memory.pending?.indexHours ?? 0);
        expect(Math.abs(told - expected)).toBeLessThan(1e-5 * (1 + expected));
      }),
    );
  });
});

describe('all that is learned', () => {
  const step = fc.record({
    gap: fc.integer({ min: 0, max: 36_000_000 }),
    kind: fc.constantFrom('sale', 'sale', 'restock', 'clear', 'reprice', 'reprice', 'rules', 'roll back'),
    count: fc.integer({ min: 0, max: 30 }),
    amount: fc.integer({ min: 400, max: 4_000 }),
  });

  it('is the units sold and the index over the time of the stretches that count, and nothing else', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const learner = new Learner({ stock: 100 }).sees(0, 100);
        // Computed independently of the code: the period since the last observation, and whether it had a full expectation.
        let [hours, stock, units, indexHours] = [0, 100, 0, 0];
        let stretch = 0;
        let counts = true;
        for (const { gap, kind, count, amount } of steps) {
          const price = learner.current.price?.amount ?? 0;
          stretch += (gap / 3_600_000) * indexOf(price);
          hours += gap / 3_600_000;
          if (kind === 'reprice') learner.reprices(hours, { amount });
          else if (kind === 'rules' || kind === 'roll back') {
            if (kind === 'rules') learner.reprices(hours, { by: 'rules', amount });
            else learner.rollsBack(hours, amount);
            counts &&= learner.current.price?.amount === price;
          } else {
            const seen = { sale: Math.max(0, stock - count), restock: stock + count + 1, clear: 0 }[kind];
            if (counts && seen <= stock && stock > 0) {
              units += stock - seen;
              indexHours += stretch;
            }
            stock = seen;
            learner.sees(hours, stock, { amount });
            [stretch, counts] = [0, stock > 0];
          }
        }
        expect(learner.units).toBe(units);
        expect(Math.abs(learner.indexHours - indexHours)).toBeLessThan(1e-5 * (1 + indexHours));
      }),
      { numRuns: 500 },
    );
  });
});

describe('what was learned', () => {
  const fading = { level: { halfLifeHours: 4 } };

  it('never fades where the policy sets no half-life', () => {
    expect(started().sees(2, 90).sees(1_000, 90).units).toBe(10);
  });

  it('fades by half in the half-life of the policy, units and hours alike', () => {
    const before = started(fading).sees(2, 90);
    const [units, indexHours] = [before.units, before.indexHours];
    const learner = before.sees(6, 90);
    expect(learner.units).toBeCloseTo(units / 2, 9);
    // Four more hours; the first ones have faded by half.
    expect(learner.indexHours - indexHours / 2).toBeCloseTo((4 * 0.5) / Math.LN2, 9);
  });

  it('fades while a restock hides the sales, too', () => {
    const learner = started(fading).sees(2, 90);
    const { units } = learner;
    expect(learner.sees(26, 200).sees(26, 200).units).toBeCloseTo(units / 2 ** 6, 9);
  });

  it('is the same whether hours without a sale are told in one event or in many', () => {
    const many = started(fading).sees(2, 90);
    for (let hours = 3; hours <= 10; hours += 1) many.sees(hours, 90);
    expect(many.indexHours).toBeCloseTo(started(fading).sees(2, 90).sees(10, 90).indexHours, 9);
  });

  it('fades alike whether the time came in one stretch or in many', () => {
    const many = started(fading).sees(2, 90);
    for (let hours = 3; hours <= 10; hours += 1) many.sees(hours, 90);
    expect(many.units).toBeCloseTo(started(fading).sees(2, 90).sees(10, 90).units, 9);
  });

  it('fades to nothing at last, and not to a number that no store takes', () => {
    const learner = started(fading).sees(2, 90).sees(1_800, 90);
    expect(learner.units).toBe(0);
  });

  it('begins anew with recent sales where no time is left of it', () => {
    const nothing = { units: 0, indexHours: 0, at: NOW };
    const learner = new Learner({ demand: { sales: nothing } });
    learner.sees(0, 100, { startFrom: { units: 12, indexHours: 5 } });
    expect([learner.units, learner.indexHours]).toEqual([12, 5]);
  });

  it('begins with the sales from before the model was asked, and only with those', () => {
    const learner = new Learner().sees(0, 100, { startFrom: { units: 12, indexHours: 5 } });
    expect([learner.units, learner.indexHours]).toEqual([12, 5]);
    learner.sees(1, 99, { startFrom: { units: 900, indexHours: 5 } });
    expect([learner.units, learner.indexHours]).toEqual([13, 6]);
  });
});

describe('what was sold is held against what the model expected', () => {
  it('at the level that was known before', () => {
    const learner = new Learner().sees(0, 100, { level: 3 }).sees(2, 90, { level: 50 });
    expect(learner.last?.observed).toEqual({
      model: 'demand@1',
      hours: 2,
      soldUnits: 10,
      expectedUnits: 6,
      indexHours: 2,
    });
    expect(learner.memory.calibration).toEqual({
      model: 'demand@1',
      soldUnits: 10,
      expectedUnits: 6,
      at: after(2),
    });
  });

  it('at each price for as long as it stood', () => {
    const learner = new Learner()
      .sees(0, 100, { level: 3 })
      .reprices(1, { amount: 2_000, level: 3 })
      .sees(3, 90);
    expect(learner.last?.observed?.expectedUnits).toBeCloseTo(3 * 1 + 3 * 2 * indexOf(2_000), 9);
  });

  it('fading by half in a day', () => {
    const learner = started().sees(2, 90).sees(26, 90);
    expect(learner.memory.calibration?.soldUnits).toBeCloseTo(5, 9);
    expect(learner.memory.calibration?.expectedUnits).toBeCloseTo(4 / 2 + 48, 9);
    expect(learner.memory.calibration?.at).toBe(after(26));
  });

  it('anew for every version of a model, while what was learned of the level stays', () => {
    const learner = started()
      .sees(2, 90, { model: 'demand@2', level: 1 })
      .sees(5, 88, { model: 'demand@2', level: 1 });
    expect(learner.memory.calibration).toEqual({
      model: 'demand@2',
      soldUnits: 2,
      expectedUnits: 3,
      at: after(5),
    });
    expect([learner.units, learner.indexHours]).toEqual([12, 5]);
  });

  it('unless a restock hides it', () => {
    expect(started().sees(2, 900).memory.calibration).toBeUndefined();
  });

  it('also while the rules keep its price', () => {
    const learner = started().sees(2, 90, { by: 'rules' }).sees(3, 90, { by: 'rules' });
    expect(learner.memory.calibration).toMatchObject({ model: 'demand@1' });
    expect(learner.memory.calibration?.at).toBe(after(3));
  });
});

describe('the price state before anything was asked', () => {
  it('has no memory of demand', () => {
    expect(new Learner({ stock: 5, stockAt: NOW }).sees(1, 4, { by: 'rules' }).current.demand).toBe(
      undefined,
    );
  });
});

describe('a stretch of time', () => {
  it('counts once, though an event tells an earlier time after a gap', () => {
    const learner = new Learner()
      .sees(0, 100)
      .sees(3, 0, { by: 'nobody' })
      .sees(1, 50, { delay: 3 })
      .sees(5, 48);
    expect(learner.indexHours).toBeLessThanOrEqual(5);
  });

  it('counts once where the rules decided in between', () => {
    const learner = new Learner()
      .sees(0, 100)
      .sees(4, 95)
      .reprices(4.5, { by: 'rules', amount: 2_000 })
      .sees(2, 90, { delay: 3 })
      .sees(6, 88);
    expect(learner.indexHours).toBeLessThanOrEqual(4 + 2);
  });

  it('before the first decision counts at the price that stood then', () => {
    const learner = new Learner().sees(0, 100, { amount: 2_000, delay: 2 }).sees(4, 90);
    expect(learner.indexHours).toBeCloseTo(2 * 1 + 2 * indexOf(2_000), 9);
  });

  it('after a stock-out counts at the price that stood until the decision', () => {
    const learner = new Learner()
      .sees(0, 100)
      .sees(1, 0)
      .sees(2, 50, { amount: 2_000, delay: 1 })
      .sees(4, 49);
    expect(learner.indexHours).toBeCloseTo(1 + 1 * 1 + 1 * indexOf(2_000), 9);
  });

  it('is not held against a model that expected only a part of it', () => {
    const learner = started({ learn: true }).reprices(10, { model: 'demand@2' }).sees(10.1, 90);
    expect(learner.units).toBe(10);
    expect(learner.memory.calibration).toBeUndefined();
    expect(learner.last?.observed).not.toHaveProperty('model');
  });

  it('is held against the new model once it expected all of it', () => {
    const learner = started().reprices(10, { model: 'demand@2' }).sees(11, 95, { model: 'demand@2' });
    expect(learner.sees(12, 93, { model: 'demand@2' }).memory.calibration).toMatchObject({
      model: 'demand@2',
      soldUnits: 2,
    });
  });
});

describe('the calibration', () => {
  it('never goes back in time', () => {
    const learner = new Learner()
      .sees(0, 100)
      .sees(30, 90)
      .sees(31, 0, { by: 'nobody' })
      .sees(10, 50, { delay: 22 })
      .sees(33, 48);
    expect(learner.memory.calibration?.at).toBe(after(33));
  });
});

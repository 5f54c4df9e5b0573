import { describe, expect, it } from 'vitest';
import { assortment } from '../../../../lab/simulation/shop/assortment.ts';
import { changesIn, figuresOf, zigzagsIn } from '../../../../lab/simulation/shop/figures.ts';
import { type Played, WEEK, WEEKS } from '../../../../lab/simulation/shop/play-shop.ts';
import { DAY_CV, visitorsOf } from '../../../../lab/simulation/shop/visitors.ts';

const path = (...changes: [at: number, price: number][]) => changes.map(([at, price]) => ({ at, price }));

describe('zigzags', () => {
  it.each([
    ['up and down in a day', path([0, 1000], [5, 1030], [10, 1000]), 1],
    ['down and up in small steps', path([0, 1000], [5, 985], [6, 975], [10, 990], [11, 1000]), 1],
    ['up, down and up', path([0, 1000], [5, 1030], [10, 1000], [15, 1030]), 2],
    ['one way only', path([0, 1000], [5, 1030], [10, 1060]), 0],
    ['a swing that is too small', path([0, 1000], [5, 1030], [10, 1025]), 0],
    ['a return after more than a day', path([0, 1000], [5, 1030], [30, 1000]), 0],
    ['a return on the day of a delivery', path([0, 1000], [WEEK - 2, 1030], [WEEK, 1000]), 0],
    ['no change', path([0, 1000]), 0],
  ])('%s', (_, changes, count) => {
    expect(zigzagsIn(changes)).toBe(count);
  });
});

const outcome = (earnings: number) => ({ earnings, units: 0, changes: 0, fallbacks: 0, rejections: 0 });
const [article] = assortment(1, 1) as [ReturnType<typeof assortment>[number]];
const played = (steps: Played['steps']): Played => ({
  ...{ article, steps, bestPrice: 1000, prices: [600, 1000, 1300] },
  ...{ shipped: outcome(110), list: outcome(80), best: outcome(100) },
});

describe('the figures of a shop', () => {
  it('count changes by day, the first price not among them', () => {
    const at = (hours: number, price: number) => ({ at: hours, price, stock: 5 });
    const own = [at(0, 1000), at(1, 1000), at(2, 1050), at(3, 1100), at(4, 1150), at(30, 1100)];
    expect(changesIn(own).map(({ price }) => price)).toEqual([1000, 1050, 1100, 1150, 1100]);
    const figures = figuresOf([played(own), played([at(0, 1000)])]);
    const days = 2 * 7 * WEEKS;
    expect(figures.changesADay).toBeCloseTo(4 / days, 12);
    expect(figures.mostChanges).toBe(3);
    expect(figures.daysWithMore).toBeCloseTo(1 / days, 12);
  });

  it('measure the time at the bounds while there is stock', () => {
    const half = (WEEKS * WEEK) / 2;
    const steps = (price: number, stock: number) => [
      { at: 0, price, stock: 5 },
      { at: half, price: 1000, stock },
    ];
    const of = (...each: Played['steps'][]) => figuresOf(each.map(played)).atBounds;
    expect(of(steps(1300, 5), steps(1300, 5))).toBeCloseTo(0.5, 12);
    expect(of(steps(602, 0), steps(602, 0))).toBeCloseTo(1, 12);
    expect(of(steps(1290, 5), steps(700, 5))).toBe(0);
  });

  it('compare the profit of the same products', () => {
    const { overStatic, overList } = figuresOf([played([]), played([])]);
    expect(overStatic.value).toBeCloseTo(0.1, 12);
    expect(overList.value).toBeCloseTo(110 / 80 - 1, 12);
  });
});

describe('the assortment', () => {
  it('has slow and fast products, costs below the list price, and the same for the same seed', () => {
    const articles = assortment(100, 1);
    expect(assortment(100, 1)).toEqual(articles);
    expect(assortment(100, 2)).not.toEqual(articles);
    const weekly = articles.map(({ weeklyUnits }) => weeklyUnits);
    expect([Math.min(...weekly) < 1, Math.max(...weekly) > 100]).toEqual([true, true]);
    for (const { listPrice, unitCost, elasticity } of articles) {
      expect(unitCost).toBeLessThan(0.8 * listPrice);
      expect(elasticity).toBeGreaterThanOrEqual(1.5);
    }
  });
});

describe('visitors of the shop', () => {
  const busy = { ...article, weeklyUnits: 500, elasticity: 2, listPrice: 1000 };
  const sale = visitorsOf(busy, '2026-09-07T04:00:00.000Z', WEEKS * WEEK, 7);
  const buyers = sale.filter(({ pays }) => pays >= 1000);

  it('buy at the list price at the mean of the product, scattered by the days', () => {
    const days = new Array<number>(7 * WEEKS).fill(0);
    for (const { at } of buyers) days[Math.floor(at / 24)] = (days[Math.floor(at / 24)] ?? 0) + 1;
    const mean = buyers.length / days.length;
    expect(Math.abs(mean / (500 / 7) - 1)).toBeLessThan((4 * DAY_CV) / Math.sqrt(days.length));
    const variance = days.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (days.length - 1);
    // A Poisson process alone would have a variance as large as its mean.
    expect(variance / mean).toBeGreaterThan(5);
  });

  it('come mostly in the evening, and four times as many pay half of the price with elasticity 2', () => {
    const evening = buyers.filter(({ at }) => [19, 20, 21].includes((4 + Math.floor(at)) % 24)).length;
    const night = buyers.filter(({ at }) => [2, 3, 4].includes((4 + Math.floor(at)) % 24)).length;
    expect(evening).toBeGreaterThan(5 * night);
    expect(sale.length / buyers.length).toBeCloseTo(4, 0);
  });
});

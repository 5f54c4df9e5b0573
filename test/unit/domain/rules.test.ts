import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commitDecision } from '../../../domain/decision/commit.ts';
import { decide } from '../../../domain/decision/decision.ts';
import type { Rule } from '../../../domain/policy/policy.ts';
import { proposeByOperator, proposeByRules } from '../../../domain/proposals/rules.ts';
import { noState } from '../../../domain/state/price-state.ts';
import { HOUR_MS, MINUTE_MS, shift } from '../../../domain/values/time.ts';
import {
  hoursAgo,
  inForce,
  inventory,
  NOW,
  on,
  policy,
  product,
  release,
  reprice,
  rollback,
  seed,
  state,
} from './make.ts';

const lowStock: Rule = { kind: 'low-stock', below: 10, raisePercent: 5 };
const overstock: Rule = { kind: 'overstock', above: 100, discountPercent: 20 };
const runOut: Rule = {
  kind: 'run-out',
  atMost: 60,
  elasticity: 2,
  minimumHours: 1,
  percentOfList: { lowest: 50, highest: 200 },
};
const withStock = (stock: number) => inventory({ stock });

describe('the rules', () => {
  it.each([
    [0, 1_050],
    [9, 1_050],
    [10, 1_000],
    [100, 1_000],
    [101, 800],
  ])('price a stock of %d at %d', (stock, price) => {
    const terms = policy({ rules: [lowStock, overstock] });
    expect(proposeByRules(on({ policy: terms, event: withStock(stock) })).amount).toBe(price);
  });

  it('are tried in the order of the policy', () => {
    const sooner: Rule = { kind: 'low-stock', below: 5, raisePercent: 30 };
    const prices = [
      [sooner, lowStock],
      [lowStock, sooner],
    ].map((rules) => proposeByRules(on({ policy: policy({ rules }), event: withStock(3) })).amount);
    expect(prices).toEqual([1_300, 1_050]);
  });

  it('ask for the list price where none applies', () => {
    expect(proposeByRules(on())).toMatchObject({ amount: 1_000, by: 'list-price' });
  });

  it('act on the list price, whatever is in force', () => {
    const dear = state({ price: inForce(1_700) });
    const terms = policy({ rules: [lowStock] });
    expect(proposeByRules(on({ policy: terms, state: dear, event: withStock(3) })).amount).toBe(1_050);
  });

  it('know the stock that was told last when the event tells none', () => {
    const terms = policy({ rules: [lowStock] });
    expect(proposeByRules(on({ policy: terms, state: state({ stock: 3 }), event: reprice() })).amount).toBe(
      1_050,
    );
  });

  it('ask for the list price where no stock was ever told', () => {
    const terms = policy({ rules: [lowStock, overstock] });
    expect(proposeByRules(on({ policy: terms, state: noState('SKU1'), event: reprice() })).amount).toBe(
      1_000,
    );
  });

  it('round a percentage half up to a whole minor unit', () => {
    const terms = policy({ rules: [{ kind: 'low-stock', below: 10, raisePercent: 50 }] });
    const odd = product({ listPrice: 333 });
    expect(proposeByRules(on({ policy: terms, product: odd, event: withStock(3) })).amount).toBe(500);
  });

  it('say which rule it was, on what evidence, and why the model was not asked', () => {
    const terms = policy({ rules: [lowStock] });
    expect(proposeByRules(on({ policy: terms, event: withStock(3) }), 'ModelTimeout')).toEqual({
      source: 'rules',
      by: 'low-stock',
      amount: 1_050,
      currency: 'EUR',
      evidence: { stock: 3, below: 10 },
      fallbackReason: 'ModelTimeout',
    });
  });

  it.each([
    ['raises', lowStock, 3, 1_050],
    ['discounts', overstock, 150, 800],
  ])('do not compound over ten events in a row: %s', (_, rule, stock, price) => {
    const terms = policy({ rules: [rule] });
    let current = state();
    for (let i = 0; i < 10; i++) {
      const event = inventory({ eventId: `e${i}`, sequence: 10 + i, stock });
      const circumstances = on({ policy: terms, state: current, event, now: shift(NOW, i * MINUTE_MS) });
      current = commitDecision(current, event, decide(circumstances, proposeByRules(circumstances)));
    }
    expect(current.price?.amount).toBe(price);
  });
});

describe('the run-out price', () => {
  const hours = 4;
  /** A rate of 10 units an hour at EUR 10.00 over a long time, and a sale that ends in 4 hours. */
  const selling = (
    stock: number,
    changes: { rule?: Partial<typeof runOut>; product?: object; rate?: object } = {},
  ) =>
    on({
      policy: policy({ rules: [{ ...runOut, ...changes.rule } as Rule] }),
      product: product({ saleEndsAt: shift(NOW, hours * HOUR_MS), ...changes.product }),
      state: state({
        stock,
        stockAt: NOW,
        salesRate: { units: 100, hours: 10, priceHours: 10_000, ...changes.rate },
      }),
      event: reprice(),
    });

  it.each([
    ['is the price seen when the stock just lasts', 40, 1_000],
    ['rises when there is too little', 10, 2_000],
    ['falls when there is too much', 60, 816],
  ])('%s', (_, stock, price) => {
    expect(proposeByRules(selling(stock)).amount).toBe(price);
  });

  it('falls while nothing sells', () => {
    const quiet = selling(20);
    const longer = { ...quiet, state: { ...quiet.state, stockAt: hoursAgo(3) } };
    expect(proposeByRules(longer).amount).toBeLessThan(proposeByRules(quiet).amount ?? 0);
  });

  it('is where a demand of constant elasticity sells the stock by the end of the sale', () => {
    const stocks = fc.integer({ min: 1, max: 60 });
    const elasticities = fc.double({ min: 2, max: 6, noNaN: true });
    fc.assert(
      fc.property(stocks, elasticities, (stock, elasticity) => {
        const wide = { elasticity, percentOfList: { lowest: 1, highest: 1_000 }, atMost: 60 };
        const found = proposeByRules(
          selling(stock, { rule: wide, product: { listPrice: 100_000 }, rate: { priceHours: 1e6 } }),
        );
        const demand = 10 * hours * ((found.amount ?? 0) / 100_000) ** -elasticity;
        expect(Math.abs(demand - stock) / stock).toBeLessThan(0.001);
      }),
    );
  });

  it.each([
    ['raises it no further than the highest % of list', 1, 2_000],
    ['lowers it no further than the lowest % of list', 59, 950],
  ])('%s', (_, stock, price) => {
    const narrow = { percentOfList: { lowest: 95, highest: 200 } };
    expect(proposeByRules(selling(stock, { rule: narrow })).amount).toBe(price);
  });

  it.each([
    ['the stock is not limited', 61, {}],
    ['the sale has no end', 20, { product: { saleEndsAt: undefined } }],
    ['the sale is over', 20, { product: { saleEndsAt: NOW } }],
    ['the sale has not begun', 20, { product: { saleStartsAt: shift(NOW, 1) } }],
    ['nothing was sold', 20, { rate: { units: 0 } }],
    ['too little was seen', 20, { rate: { hours: 0.9 } }],
    ['there is nothing left', 0, {}],
  ])('is not asked for when %s', (_, stock, changes) => {
    expect(proposeByRules(selling(stock, changes)).by).toBe('list-price');
  });

  it('counts the sale that this very event tells of', () => {
    const { policy: terms, product: sold } = selling(20);
    const fresh = state({ stock: 60, stockAt: shift(NOW, -2 * HOUR_MS) });
    const told = on({ policy: terms, product: sold, state: fresh, event: inventory({ stock: 40 }) });
    expect(proposeByRules(told)).toMatchObject({ by: 'run-out', amount: 1_000 });
  });
});

describe('the price of an operator event', () => {
  it.each([
    ['the list price for a seed', seed(), 1_000, 'list-price'],
    ['that of its order for a release', release(900), 900, 'ann, ben'],
    ['that of its order for a rollback', rollback(800), 800, 'ann'],
  ])('is %s', (_, event, amount, by) => {
    expect(proposeByOperator(on({ event }))).toMatchObject({
      source: 'operator',
      amount,
      by,
      currency: 'EUR',
    });
  });

  it.each([inventory(), reprice()])('is none for $kind', (event) => {
    expect(proposeByOperator(on({ event }))).toBeUndefined();
  });
});

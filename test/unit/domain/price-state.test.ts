import { describe, expect, it } from 'vitest';
import { commitDeadLetter, commitDecision } from '../../../domain/decision/commit.ts';
import type { Decision } from '../../../domain/decision/decision.ts';
import { noState } from '../../../domain/state/price-state.ts';
import { minor } from '../../../domain/values/money.ts';
import {
  decided,
  everyEvent,
  inForce,
  inventory,
  minutesAgo,
  NOW,
  policy,
  release,
  reprice,
  state,
} from './make.ts';

const before = state({ revision: 7, sequence: 3, price: inForce(1_000, { revision: 5 }) });
const event = inventory({ sequence: 9, stock: 20 });
const priced = decided(1_200, { state: before });
const ends: [Decision['outcome'], Decision][] = [
  ['priced', priced],
  ['held', decided(1_000, { state: before })],
  ['rejected', decided(-1, { state: before })],
  ['shadowed', decided(1_200, { state: before, policy: policy({ mode: 'shadow' }) })],
];
const notPriced = ends.slice(1);

describe('the commit of a decision', () => {
  it.each(ends)('raises the revision by one: %s', (_, decision) => {
    expect(commitDecision(before, event, decision).revision).toBe(8);
  });

  it.each(ends)('takes over sequence and stock of an inventory event: %s', (_, decision) => {
    expect(commitDecision(before, event, decision)).toMatchObject({ sequence: 9, stock: 20, stockAt: NOW });
  });

  it.each(everyEvent().filter(({ kind }) => kind !== 'inventory'))(
    'keeps sequence and stock on a $kind',
    (operator) => {
      const { sequence, stock, stockAt, salesRate } = before;
      expect(commitDecision(before, operator, priced)).toMatchObject({
        sequence,
        stock,
        stockAt,
        ...(salesRate && { salesRate }),
      });
    },
  );

  it.each(ends)('marks the event with what it ended in: %s', (outcome, decision) => {
    expect(commitDecision(before, event, decision).unsettled).toEqual({
      [event.eventId]: { outcome, revision: 8, reason: decision.reason, at: NOW },
    });
  });

  it('ends the turn, whoever has it', () => {
    const taken = { ...before, turn: { eventId: 'other', until: NOW } };
    expect(commitDecision(taken, event, priced)).toHaveProperty('turn', undefined);
    expect(
      commitDeadLetter(taken, event.eventId, { stage: 'Commit', reason: 'broken', at: NOW }),
    ).toHaveProperty('turn', undefined);
  });

  it('keeps the marks of other events', () => {
    const other = { outcome: 'held', revision: 6, reason: 'cooldown', at: NOW } as const;
    const marked = { ...before, unsettled: { other } };
    expect(commitDecision(marked, event, priced).unsettled).toHaveProperty('other', other);
  });

  it('puts a new price in force from the time and by the revision of its decision', () => {
    expect(commitDecision(before, event, priced).price).toEqual({
      amount: 1_200,
      currency: 'EUR',
      revision: 8,
      since: NOW,
      eventId: event.eventId,
      referencePrice: 1_000,
    });
  });

  it.each(notPriced)('keeps the price in force as it was: %s', (_, decision) => {
    expect(commitDecision(before, event, decision).price).toEqual(before.price);
  });

  it.each(notPriced)('keeps the history of prices as it was: %s', (_, decision) => {
    const { dailyLows, hourlyRanges, movement } = commitDecision(before, event, decision);
    expect({ dailyLows, hourlyRanges, movement }).toEqual({
      dailyLows: before.dailyLows,
      hourlyRanges: before.hourlyRanges,
      movement: before.movement,
    });
  });

  it('keeps the revision of a price that a person asks for again, for it has not changed', () => {
    const again = release(1_000);
    const decision = decided(1_000, { state: before, event: again });
    expect(commitDecision(before, again, decision).price?.revision).toBe(5);
  });

  it('puts the first price of a product in force', () => {
    const first = commitDecision(noState('SKU1'), event, decided(1_200, { state: noState('SKU1') }));
    expect([first.revision, first.price?.amount, first.price?.revision]).toEqual([1, 1_200, 1]);
  });

  it('keeps the frozen prices and the time of its decision', () => {
    const decision = { ...priced, frozenPrices: { flood: minor(900) } };
    expect(commitDecision(before, event, decision)).toMatchObject({
      frozenPrices: { flood: 900 },
      decidedAt: NOW,
    });
  });

  it('leaves the state that it was judged on as it was', () => {
    const untouched = structuredClone(before);
    commitDecision(before, event, priced);
    expect(before).toEqual(untouched);
  });

  it('refuses a priced decision that has no price', () => {
    expect(() => commitDecision(before, event, { ...priced, price: undefined })).toThrow(RangeError);
  });
});

describe('the direction of the price', () => {
  const moveThrough = (...amounts: number[]) =>
    amounts.reduce(
      (current, amount) => {
        const event = release(amount);
        return commitDecision(current, event, decided(amount, { state: current, event }));
      },
      state({ price: inForce(1_000) }),
    ).movement;

  it.each([
    ['up at first', [1_100], { direction: 'up', reversals: [] }],
    ['down at first', [900], { direction: 'down', reversals: [] }],
    ['the same for a second rise', [1_100, 1_200], { direction: 'up', reversals: [] }],
    ['reversed by a fall after a rise', [1_100, 900], { direction: 'down', reversals: [NOW] }],
    ['reversed by each turn', [1_100, 900, 1_100], { direction: 'up', reversals: [NOW, NOW] }],
    [
      'kept when a person asks for the same price again',
      [1_100, 1_100, 1_200],
      { direction: 'up', reversals: [] },
    ],
    ['reversed after that too', [1_100, 1_100, 900], { direction: 'down', reversals: [NOW] }],
  ])('is %s', (_, amounts, movement) => {
    expect(moveThrough(...amounts)).toEqual(movement);
  });

  it('has the last 20 reversals', () => {
    const turns = Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? 1_100 : 900));
    expect(moveThrough(...turns).reversals).toHaveLength(20);
  });

  it('is not known from a first price', () => {
    const first = commitDecision(noState('SKU1'), reprice(), decided(1_100, { state: noState('SKU1') }));
    expect(first.movement).toEqual({ reversals: [] });
  });
});

describe('the commit of a dead letter', () => {
  const why = { stage: 'PredictPrice', reason: 'UnknownPolicy', at: minutesAgo(0) };
  const dead = commitDeadLetter(before, 'e9', why);

  it('raises the revision by one', () => {
    expect(dead.revision).toBe(8);
  });

  it('changes nothing but the revision and the marks', () => {
    expect({ ...dead, revision: 7, unsettled: {} }).toEqual(before);
  });

  it('marks the event with the stage that failed and why', () => {
    expect(dead.unsettled).toEqual({ e9: { outcome: 'dead-lettered', revision: 8, ...why } });
  });

  it('keeps the marks of other events', () => {
    expect(Object.keys(commitDeadLetter(dead, 'e10', why).unsettled)).toEqual(['e9', 'e10']);
  });
});

it('a stock stamped in the future does not stop the time of the sales rate', () => {
  const ahead = inventory({ sequence: 2, stock: 40, occurredAt: '9999-12-31T00:00:00.000Z' });
  const next = commitDecision(state(), ahead, decided(1_000, { event: ahead }));
  expect(next.stockAt).toBe(NOW);
});

import { describe, expect, it } from 'vitest';
import { isTripped, moveOf, moveTally, type Trip } from '../../../domain/decision/breaker.ts';
import { commitDecision } from '../../../domain/decision/commit.ts';
import { decide } from '../../../domain/decision/decision.ts';
import type { PriceEvent } from '../../../domain/events/price-event.ts';
import { BreakerSettings } from '../../../domain/policy/breaker-settings.ts';
import type { PriceState } from '../../../domain/state/price-state.ts';
import { HOUR_MS, MINUTE_MS, shift } from '../../../domain/values/time.ts';
import {
  inventory,
  minutesAgo,
  NOW,
  on,
  policy,
  product,
  proposal,
  release,
  reprice,
  rollback,
  state,
} from './make.ts';

const breaker = { sharePercent: 50, movePercent: 20, windowHours: 2, minimumProducts: 1 };
const watching = policy({ breaker });
const later = (minutes: number) => shift(NOW, minutes * MINUTE_MS);

/** The state after these events put their prices in force, a minute apart from `from` on. */
function after(
  events: [PriceEvent, number][],
  { from = NOW, judgedBy = watching, start = state() } = {},
): PriceState {
  return events.reduce((before, [event, price], at) => {
    const now = shift(from, at * MINUTE_MS);
    const here = on({ state: before, event, policy: judgedBy, now });
    return commitDecision(before, event, decide(here, proposal(price)));
  }, start);
}

describe('what the breaker counts of a product', () => {
  const moved = (states: PriceState, now = later(5), since?: string) => moveOf(states, breaker, now, since);

  it.each([
    [799, { productId: 'SKU1', from: 1_000, to: 799 }],
    [800, undefined],
    [1_000, undefined],
    [1_200, undefined],
    [1_201, { productId: 'SKU1', from: 1_000, to: 1_201 }],
  ])('of a price that goes from 1000 to %i', (price, move) => {
    const states = price === 1_000 ? state() : after([[inventory(), price]]);
    expect(moved(states)).toEqual(move);
  });

  it('is where the price is now, from the furthest price of the window', () => {
    const crept = after([
      [reprice(), 900],
      [reprice(), 850],
      [reprice(), 780],
    ]);
    expect(moved(crept)).toEqual({ productId: 'SKU1', from: 1_000, to: 780 });
    const back = after([
      [reprice(), 700],
      [reprice(), 950],
    ]);
    expect(moved(back)).toEqual({ productId: 'SKU1', from: 700, to: 950 });
  });

  it('ends with the window, which is whole hours', () => {
    const halved = after([[reprice(), 500]]);
    expect(moved(halved, shift(NOW, 2 * HOUR_MS + 59 * MINUTE_MS))).toBeDefined();
    expect(moved(halved, shift(NOW, 3 * HOUR_MS))).toBeUndefined();
  });

  it.each([release(400), rollback(400)])(
    'is not what a person does by $kind, nor what was before it',
    (event) => {
      expect(moved(after([[event, 400]]))).toBeUndefined();
      expect(
        moved(
          after([
            [reprice(), 500],
            [event, 1_000],
          ]),
        ),
      ).toBeUndefined();
    },
  );

  it('begins anew with what our events do after a person', () => {
    const astray = after([
      [rollback(1_000), 1_000],
      [reprice(), 500],
    ]);
    expect(
      moved(
        after([
          [rollback(900), 900],
          [reprice(), 880],
        ]),
      ),
    ).toBeUndefined();
    expect(moved(astray)).toMatchObject({ from: 1_000, to: 500 });
  });

  it('is not what was before the policy was made live', () => {
    const halved = after([[reprice(), 500]]);
    expect(moved(halved, later(5), later(1))).toBeUndefined();
    expect(moved(halved, later(5), minutesAgo(1))).toBeDefined();
  });

  it('is, after the policy was made live, only what came since, within the same hour too', () => {
    const halved = after([[reprice(), 500]]);
    const resumed = { ...watching, modeSince: later(3) };
    const next = (price: number) =>
      after([[reprice({ eventId: 'e3' }), price]], { from: later(4), judgedBy: resumed, start: halved });
    expect(moved(next(520), later(5), later(3))).toBeUndefined();
    expect(moved(next(1_000), later(5), later(3))).toMatchObject({ from: 500, to: 1_000 });
    const twice = after(
      [
        [reprice({ eventId: 'e3' }), 560],
        [reprice({ eventId: 'e4' }), 610],
      ],
      { from: later(4), judgedBy: resumed, start: halved },
    );
    expect(moved(twice, later(9), later(3))).toMatchObject({ from: 500, to: 610 });
  });

  it('is nothing without a breaker, and no longer once the policy has none', () => {
    expect(after([[reprice(), 500]], { judgedBy: policy() }).watched).toBeUndefined();
    const watched = after([[reprice(), 500]]);
    expect(after([[reprice(), 450]], { judgedBy: policy(), start: watched }).watched).toBeUndefined();
  });

  it('is nothing of a product that never had a price', () => {
    expect(moved(state({ price: undefined }))).toBeUndefined();
  });
});

describe('a policy trips', () => {
  const halved = (productId: string) => ({ ...after([[reprice(), 500]]), productId });
  function trips(settings: Partial<BreakerSettings>, movedProducts: number, standing: number) {
    const tally = moveTally(later(5));
    const watched = policy({ breaker: { ...breaker, ...settings } });
    const ids = Array.from({ length: movedProducts + standing }, (_, at) => `P${at}`);
    for (const productId of ids) tally.addProduct(product({ productId }), watched);
    for (const [at, productId] of ids.entries())
      tally.addState(at < movedProducts ? halved(productId) : state({ productId }));
    return tally.trips();
  }

  it.each([
    [5, 5, false],
    [6, 4, true],
    [1, 0, true],
  ])('by more than the share: %i that moved, %i that did not', (moved, stood, tripped) => {
    expect(trips({}, moved, stood)).toHaveLength(tripped ? 1 : 0);
  });

  it.each([
    [3, false],
    [4, true],
  ])('by %i products where at least 4 must have moved', (moved, tripped) => {
    expect(trips({ minimumProducts: 4 }, moved, 0)).toHaveLength(tripped ? 1 : 0);
  });

  it('and names some of the products, however many moved', () => {
    expect(trips({}, 300, 0)[0]?.trip).toMatchObject({ moved: 300, active: 300 });
    expect(trips({}, 300, 0)[0]?.trip.products).toHaveLength(20);
  });

  it('by its own products only, and of those the active ones', () => {
    const tally = moveTally(later(5));
    const one = policy({ breaker: { ...breaker, sharePercent: 0 } });
    const other = policy({ policyId: 'other', breaker });
    tally.addProduct(product({ productId: 'A' }), one);
    tally.addProduct(product({ productId: 'B', policyId: 'other' }), other);
    tally.addProduct(product({ productId: 'C', status: 'retired' }), one);
    tally.addProduct(product({ productId: 'D', policyId: 'none' }), policy({ policyId: 'none' }));
    for (const id of ['B', 'C', 'D', 'E']) tally.addState(halved(id));
    expect(tally.trips().map(({ policy }) => policy.policyId)).toEqual(['other']);
  });

  it.each(['paused', 'shadow'] as const)('never while it is %s', (mode) => {
    const tally = moveTally(later(5));
    tally.addProduct(product({ productId: 'A' }), { ...watching, mode });
    tally.addState(halved('A'));
    expect([tally.watching(), tally.trips()]).toEqual([false, []]);
  });
});

describe('a pause', () => {
  const trip = { at: NOW } as Trip;

  it('is a trip of the breaker only if it set the mode', () => {
    expect(isTripped({ mode: 'paused', modeSince: NOW }, trip)).toBe(true);
    expect(isTripped({ mode: 'paused', modeSince: later(1) }, trip)).toBe(false);
    expect(isTripped({ mode: 'live', modeSince: NOW }, trip)).toBe(false);
    expect(isTripped({ mode: 'paused', modeSince: undefined }, undefined)).toBe(false);
  });
});

describe('the settings of a breaker', () => {
  it.each([
    ['a share that can never be exceeded', { sharePercent: 100 }],
    ['a share below zero', { sharePercent: -1 }],
    ['no move at all', { movePercent: 0 }],
    ['part of an hour', { windowHours: 1.5 }],
    ['no hours', { windowHours: 0 }],
    ['more hours than are kept', { windowHours: 25 }],
    ['no products', { minimumProducts: 0 }],
    ['what it does not know', { percent: 3 }],
    ['no number', { movePercent: Number.NaN }],
    ['no end', { movePercent: Number.POSITIVE_INFINITY }],
  ] as [string, object][])('are refused with %s', (_, changes) => {
    expect(BreakerSettings.safeParse({ ...breaker, ...changes }).success).toBe(false);
  });

  it('are all to be given', () => {
    for (const name of Object.keys(breaker)) {
      const { [name as 'sharePercent']: _, ...rest } = breaker;
      expect(BreakerSettings.safeParse(rest).success).toBe(false);
    }
    expect(BreakerSettings.parse(breaker)).toEqual(breaker);
  });
});

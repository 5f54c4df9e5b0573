import { describe, expect, it } from 'vitest';
import { commitDecision } from '../../../domain/decision/commit.ts';
import { decide } from '../../../domain/decision/decision.ts';
import { proposeByRules } from '../../../domain/proposals/rules.ts';
import { noState } from '../../../domain/state/price-state.ts';
import {
  ending,
  guarded,
  hoursAgo,
  inForce,
  minutesAgo,
  NOW,
  on,
  policy,
  product,
  proposal,
  reprice,
  said,
  state,
} from './make.ts';

/** A product at EUR 10.00 by its seed, without a known stock. */
const unstocked = (changes: Parameters<typeof state>[0] = {}) =>
  state({ sequence: undefined, stock: undefined, stockAt: undefined, ...changes });

const corrected = (changes: Parameters<typeof product>[0] = {}, terms = policy(), before = unstocked()) => {
  const circumstances = on({
    product: product({ listPrice: 9_990, ...changes }),
    policy: terms,
    state: before,
    event: reprice({ why: 'changed: listPrice' }),
  });
  return decide(circumstances, proposeByRules(circumstances));
};

describe('a product whose stock was never told', () => {
  it('follows its list price, however far that was corrected', () => {
    const strict = guarded({
      reviewJump: { ofPriceInForcePercent: 50, ofListPercent: 50 },
      cooldown: { minutes: 60 },
      maxStep: { percent: 10 },
      windowBand: { percent: 30 },
      reversalLimit: { max: 0, windowMinutes: 60 },
      deadBand: { percent: 1 },
    });
    expect(ending(corrected({ listPrice: 1_001 }, strict))).toBe(1_001);
    const just = unstocked({ price: inForce(1_000, { since: minutesAgo(1) }) });
    expect(ending(corrected({}, strict, just))).toBe(9_990);
  });

  it.each(['live', 'shadow'] as const)('follows it in a policy that is %s, as its seed did', (mode) => {
    expect(ending(corrected({}, policy({ mode })))).toBe(9_990);
  });

  it('follows it without a known floor, as its seed did', () => {
    expect(ending(corrected({ unitCost: undefined }))).toBe(9_990);
  });

  it('does not follow it while a person has paused the policy', () => {
    expect(corrected({}, policy({ mode: 'paused' }))).toMatchObject({ outcome: 'held', reason: 'paused' });
  });

  it.each([
    ['the band of the policy', {}, guarded({ priceBand: { highest: 5_000 } }), 5_000],
    ['the band of the product', { highestPrice: 6_000 }, policy(), 6_000],
    ['the minimum advertised price', { minimumAdvertisedPrice: 12_000 }, policy(), 12_000],
    ['the margin floor', { unitCost: 11_000 }, policy(), 11_000],
    [
      'an emergency cap',
      {},
      guarded({ emergencyCaps: [{ id: 'flood', from: hoursAgo(1), maxRaisePercent: 10 }] }),
      1_100,
    ],
  ])('is bound by %s', (_, changes, terms, price) => {
    expect(ending(corrected(changes, terms))).toBe(price);
  });

  it('says why it has that price, and which guardrails it passed by', () => {
    const circumstances = on({
      state: unstocked(),
      event: reprice(),
      product: product({ listPrice: 9_990 }),
    });
    expect(proposeByRules(circumstances)).toEqual({
      source: 'rules',
      by: 'list-price',
      amount: 9_990,
      currency: 'EUR',
      evidence: { stockKnown: false },
    });
    const decision = corrected({}, guarded({ maxStep: { percent: 10 } }));
    expect(decision).toMatchObject({ reason: 'approved', priceBefore: 1_000 });
    for (const name of ['floor-known', 'review-jump', 'cooldown', 'max-step', 'rounding'])
      expect(said(decision, name).verdict).toBe('skipped');
  });

  it('gets the price at last that its seed could not put in force', () => {
    expect(ending(corrected({}, policy(), noState('SKU1')))).toBe(9_990);
  });

  it('keeps a price that is its list price already', () => {
    const before = unstocked({ price: inForce(9_990) });
    expect(corrected({}, policy(), before)).toMatchObject({ outcome: 'held', repriceAt: undefined });
  });

  it('is looked at again when a cap begins, and not by the interval', () => {
    const from = minutesAgo(-3);
    const capped = guarded({ emergencyCaps: [{ id: 'flood', from, maxRaisePercent: 10 }] });
    expect(corrected({}, capped).repriceAt).toBe(from);
  });

  it('does not count for the breaker when it follows its list price: a person set it', () => {
    const terms = policy({
      breaker: { sharePercent: 20, movePercent: 30, windowHours: 1, minimumProducts: 1 },
    });
    const watched = { '2026-11-22T12': { lowest: 1_000, highest: 1_000 } };
    const before = unstocked({ watched });
    const next = commitDecision(before, reprice(), corrected({}, terms, before));
    expect(next.price?.amount).toBe(9_990);
    expect(next.watched).toBeUndefined();
  });
});

describe('a product whose stock is known', () => {
  it('is bound by every guardrail when its list price was corrected', () => {
    const terms = guarded({ reviewJump: { ofPriceInForcePercent: 50 } });
    expect(corrected({}, terms, state()).outcome).toBe('rejected');
  });

  it('is asked for again after a cooldown that held the correction back', () => {
    const since = minutesAgo(1);
    const terms = guarded({ cooldown: { minutes: 10 } });
    const decision = corrected({}, terms, state({ price: inForce(1_000, { since }) }));
    expect(decision).toMatchObject({ outcome: 'held', repriceAt: minutesAgo(-9) });
  });

  it('is looked at at the next stock when there is none left', () => {
    const decision = decide(
      on({ state: state({ stock: 0 }), event: reprice(), product: product({ listPrice: 9_990 }) }),
      proposal(9_990),
    );
    expect(decision).toMatchObject({ outcome: 'held', reason: 'out-of-stock', decidedAt: NOW });
  });
});

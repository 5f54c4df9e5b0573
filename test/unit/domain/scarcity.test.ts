import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { raised, withScarcity } from '../../../domain/context/scarcity.ts';
import { decide } from '../../../domain/decision/decision.ts';
import { hoursAgo, inForce, inventory, on, policy, product, proposal, state } from './make.ts';

const scarce = {
  fromLoad: 1,
  toLoad: 2,
  highestPercentOfList: 200,
  stepRaisePercent: 50,
  windowRaisePercent: 100,
};
const band = { percentOfList: { lowest: 60, highest: 130 } };
const terms = (guardrails: object = {}) =>
  policy({ model: { use: true }, guardrails: { priceBand: band, whenScarce: scarce, ...guardrails } });

/** Ten hours of a sale are left, in which the product sells `rate` units an hour at its list price of 10.00. */
const selling = (
  stock: number,
  { rate = 2, ends = hoursAgo(-10) as string | null, guardrails = {}, highestPrice = 9_000 } = {},
) =>
  on({
    product: product({
      unitCost: 100,
      baselineUnitsPerHour: rate,
      highestPrice,
      ...(ends ? { saleStartsAt: hoursAgo(1), saleEndsAt: ends } : {}),
    }),
    policy: terms(guardrails),
    event: inventory({ stock }),
    state: state({ price: inForce(1_000) }),
  });
const priceOf = (asked: number, circumstances: ReturnType<typeof selling>) =>
  decide(circumstances, proposal(asked)).price;

describe('bounds while stock is scarce', () => {
  it.each([
    ['the band, by the load', 10, {}, 2_000],
    ['half of it between the loads', 13.333_333, {}, 1_650],
  ])('widen %s', (_, stock, guardrails, highest) => {
    // 20 units are expected: 10 in stock is load 2, 13 is load 1.54.
    expect(priceOf(5_000, selling(Math.round(stock), { guardrails }))).toBeGreaterThanOrEqual(highest);
  });

  it.each([
    ['stock is ample', selling(20)],
    ['no sale runs', selling(5, { ends: null })],
    ['the sale is over', selling(5, { ends: hoursAgo(0.5) })],
  ])('stay where %s', (_, circumstances) => {
    expect(priceOf(5_000, circumstances)).toBe(1_300);
  });

  it('widen the step and the window for a rise, and not for a fall', () => {
    const paced = { maxStep: { percent: 10 }, windowBand: { percent: 30, hours: 24 } };
    expect(priceOf(5_000, selling(5, { guardrails: paced }))).toBe(1_500);
    expect(priceOf(5_000, selling(20, { guardrails: paced }))).toBe(1_100);
    expect(priceOf(700, selling(5, { guardrails: paced }))).toBe(900);
  });

  it('let a price pass that a review would be asked for otherwise', () => {
    const reviewed = { reviewJump: { ofPriceInForcePercent: 50, ofListPercent: 50 } };
    expect(decide(selling(5, { guardrails: reviewed }), proposal(1_900)).outcome).toBe('priced');
    expect(decide(selling(20, { guardrails: reviewed }), proposal(1_900)).outcome).toBe('rejected');
    expect(decide(selling(5, { guardrails: reviewed }), proposal(2_100)).outcome).toBe('rejected');
  });

  it.each(['steps', 'review'] as const)(
    'let the price return in steps once they are over, without a review: outOfBand %s',
    (outOfBand) => {
      const guardrails = {
        ...{ outOfBand, maxStep: { percent: 10 } },
        reviewJump: { ofPriceInForcePercent: 50, ofListPercent: 50 },
      };
      const since = { since: hoursAgo(0.75) };
      const over = {
        ...selling(20, { ends: hoursAgo(0.5), guardrails }),
        state: state({ price: inForce(2_000, since) }),
      };
      expect(decide(over, proposal(700))).toMatchObject({ outcome: 'priced', price: 1_800 });
      expect(decide(over, proposal(500)).outcome).toBe('rejected');
      const wrong = { ...over, state: state({ price: inForce(2_100, since) }) };
      const kept = outOfBand === 'review' ? 'rejected' : 'priced';
      expect(decide(wrong, proposal(1_200)).outcome).toBe(kept);
    },
  );

  it('bind a cap and the floor as ever', () => {
    expect(priceOf(5_000, selling(5, { highestPrice: 1_200 }))).toBe(1_200);
  });

  it('grow evenly with the load, never below the usual ones', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 10, noNaN: true }),
        fc.double({ min: 0, max: 10, noNaN: true }),
        (load, more) => {
          const [a, b] = [raised(130, 200, scarce, load), raised(130, 200, scarce, load + more)];
          expect(a).toBeGreaterThanOrEqual(130);
          expect(b).toBeLessThanOrEqual(200);
          expect(b).toBeGreaterThanOrEqual(a);
        },
      ),
    );
    expect(raised(130, 100, scarce, 5)).toBe(130);
    expect(withScarcity(selling(5), 130, undefined)).toBe(130);
  });
});

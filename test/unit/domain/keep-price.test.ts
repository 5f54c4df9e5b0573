import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commitDecision } from '../../../domain/decision/commit.ts';
import { decide } from '../../../domain/decision/decision.ts';
import { Policy } from '../../../domain/policy/policy.ts';
import { proposeByRules } from '../../../domain/proposals/rules.ts';
import { noState, type PriceState } from '../../../domain/state/price-state.ts';
import { MINUTE_MS, shift } from '../../../domain/values/time.ts';
import shipped from '../../../local/default-policy.json' with { type: 'json' };
import {
  hoursAgo,
  ID,
  inForce,
  inventory,
  minutesAgo,
  NOW,
  on,
  policy,
  product,
  proposal,
  release,
  reprice,
  said,
  seed,
  state,
} from './make.ts';

const KEPT_MINUTES = 120;

/** One event: minutes since the last one, the stock, and the price that the model asks for; undefined if it does not answer. */
interface Step {
  minutes: number;
  stock: number;
  asks: number | undefined;
}

/** The prices in force after each event of a product that begins at its list price, EUR 10.00. */
function pricesOf(steps: readonly Step[], terms: Policy): number[] {
  const kettle = product({ unitCost: 300 });
  let [now, current]: [string, PriceState] = [NOW, noState(ID)];
  const judge = (event: Parameters<typeof commitDecision>[1], asks: number | undefined) => {
    const here = on({ policy: terms, product: kettle, state: current, event, now });
    const proposed =
      event.kind === 'seed'
        ? proposal(1_000, { source: 'operator' })
        : asks === undefined
          ? proposeByRules(here, 'ModelTimeout: demand did not answer within 500 ms')
          : proposal(asks, { madeAt: now });
    current = { ...commitDecision(current, event, decide(here, proposed)), unsettled: {} };
  };
  judge(seed({ eventId: 'seed' }), undefined);
  return steps.map(({ minutes, stock, asks }, at) => {
    now = shift(now, minutes * MINUTE_MS);
    judge(inventory({ eventId: `e${at}`, sequence: 10 + at, stock, occurredAt: now }), asks);
    return current.price?.amount ?? 0;
  });
}

/** How often the prices change direction. */
function reversals(prices: readonly number[]): number {
  const moves = prices
    .flatMap((price, at) => (at === 0 ? [] : [Math.sign(price - (prices[at - 1] ?? price))]))
    .filter((sign) => sign !== 0);
  return moves.filter((sign, at) => at > 0 && sign !== moves[at - 1]).length;
}

/** As it is for a product that has gone live. */
const shippedTerms = Policy.parse({ ...shipped, goLive: undefined, version: 1, mode: 'live' });
const { maxStep: _, windowBand: _1, reversalLimit: _2, reviewJump: _3, ...unpaced } = shipped.guardrails;
/**
 * Without the guardrails that compare with the price in force: under these a price follows the model in steps, one for each
 * answer, so that with more or fewer answers it may meet a turn of the model, or miss it.
 */
const atOnce = Policy.parse({ ...shippedTerms, guardrails: unpaced, version: 1, mode: 'live' });

const answered = fc.record({
  minutes: fc.integer({ min: 1, max: 20 }),
  stock: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 1_500 })),
  asks: fc.integer({ min: 60, max: 130 }).map((percent) => 10 * percent - 1),
});
/** Events that the model answers, and the same with outages shorter than the kept time. */
const outages = fc.array(fc.tuple(answered, fc.boolean()), { minLength: 3, maxLength: 40 }).map((drawn) => {
  let silent = 0;
  return drawn.map(([step, fails], at) => {
    // Without stock the model is not asked, so it does not answer either.
    const whole = at === 0 ? { ...step, stock: step.stock + 1 } : step;
    silent += step.minutes;
    const isAway = fails && at > 0 && silent < KEPT_MINUTES;
    if (!isAway && whole.stock > 0) silent = 0;
    return { whole, failing: isAway ? { ...whole, asks: undefined } : whole };
  });
});

const keeping = (changes: Parameters<typeof policy>[0] = {}) =>
  policy({
    model: { use: true },
    rules: [
      { kind: 'keep-price', forMinutes: KEPT_MINUTES },
      { kind: 'overstock', above: 40, discountPercent: 20 },
    ],
    ...changes,
  });
/** EUR 11.00 in force since yesterday, as the model confirmed an hour ago. */
const confirmed = (changes: object = {}, answer: object = {}) =>
  state({
    price: inForce(1_100),
    modelAnswer: {
      at: minutesAgo(60),
      policy: 'default@1',
      listPrice: 1_000,
      unitCost: 400,
      priceRevision: 1,
      ...answer,
    },
    ...changes,
  });
const AWAY = 'ModelUnavailable: connection refused';
const without = (changes: Partial<Parameters<typeof on>[0]> = {}, reason = AWAY) =>
  proposeByRules(on({ policy: keeping(), state: confirmed(), ...changes }), reason);

describe('the price that the model set', () => {
  it('is kept, with the time of its answer, while the model is away', () => {
    expect(without()).toEqual({
      source: 'rules',
      by: 'keep-price',
      amount: 1_100,
      currency: 'EUR',
      evidence: { modelAnsweredAt: minutesAgo(60), forMinutes: KEPT_MINUTES },
      fallbackReason: AWAY,
    });
  });

  it('is kept until the answer is older than the policy says, however old the price is', () => {
    const at = (minutes: number) => without({ state: confirmed({}, { at: minutesAgo(minutes) }) }).by;
    expect([at(KEPT_MINUTES - 0.001), at(KEPT_MINUTES)]).toEqual(['keep-price', 'overstock']);
  });

  it.each([
    ['after a restock', { event: inventory({ stock: 900 }) }],
    ['when the product is judged again without an event', { event: reprice() }],
  ])('is kept %s', (_, changes) => {
    expect(without(changes).by).toBe('keep-price');
  });

  it('is kept where the model could not be asked, because the health of the models is unknown', () => {
    expect(proposeByRules(on({ policy: keeping(), state: confirmed() })).by).toBe('keep-price');
  });

  it.each([
    ['no model has answered', { state: confirmed({ modelAnswer: undefined }) }],
    [
      'a person has set another price since',
      { state: confirmed({ price: inForce(1_100, { revision: 2 }) }) },
    ],
    ['the answer is from the future', { state: confirmed({}, { at: minutesAgo(-1) }) }],
    ['the list price has changed', { product: product({ listPrice: 1_200 }) }],
    ['the unit cost has changed', { product: product({ unitCost: 500 }) }],
    ['the unit cost is no longer known', { product: product({ unitCost: undefined, minimumPrice: 1 }) }],
    ['a sale has begun', { product: product({ saleEndsAt: minutesAgo(-60) }) }],
    ['a sale has ended', { state: confirmed({}, { saleEndsAt: minutesAgo(1) }) }],
    ['there is a new version of the policy', { policy: keeping({ version: 2 }) }],
    ['the model is no longer used', { policy: keeping({ model: { use: false } }) }],
    [
      'the price is in another currency',
      { state: confirmed({ price: inForce(1_100, { currency: 'USD' }) }) },
    ],
  ])('is not kept if %s', (_, changes) => {
    expect(without(changes).by).toBe('overstock');
  });

  it('is not kept of a model that its calibration switched off', () => {
    expect(without({}, 'ModelUncalibrated: demand@1 expected 200.0 units where 10.0 were sold').by).toBe(
      'overstock',
    );
  });

  it('is judged by the guardrails as any other price', () => {
    const capped = on({
      policy: keeping({
        guardrails: { emergencyCaps: [{ id: 'flood', from: hoursAgo(30), maxRaisePercent: 0 }] },
      }),
      state: confirmed({ frozenPrices: { flood: 1_000 } }),
    });
    const decision = decide(capped, proposeByRules(capped, AWAY));
    expect([decision.outcome, decision.price, said(decision, 'emergency-cap').verdict]).toEqual([
      'priced',
      1_000,
      'clamp',
    ]);
  });
});

describe("the model's last answer", () => {
  const answering = on({ policy: keeping(), state: state() });
  const after = (amount: number, changes: object = {}) => {
    const here = { ...answering, ...changes };
    return commitDecision(here.state, here.event, decide(here, proposal(amount, { madeAt: minutesAgo(1) })));
  };

  it.each([
    ['set a price', 1_100, {}, 2],
    ['confirmed the price in force', 1_000, {}, 1],
    ['asked for a price that was rejected', Number.NaN, {}, 1],
  ])(
    'is in the price state with the price that stood after it, when it %s',
    (_, amount, changes, revision) => {
      expect(after(amount, changes).modelAnswer).toEqual({
        at: minutesAgo(1),
        policy: 'default@1',
        listPrice: 1_000,
        unitCost: 400,
        priceRevision: revision,
      });
    },
  );

  it('stays while the model is away, and is none in shadow', () => {
    const kept = on({ policy: keeping(), state: confirmed() });
    expect(commitDecision(kept.state, kept.event, decide(kept, without())).modelAnswer).toEqual(
      kept.state.modelAnswer,
    );
    expect(after(1_100, { policy: keeping({ mode: 'shadow' }) }).modelAnswer).toBeUndefined();
  });

  it("does not make a later price of a person the model's", () => {
    const event = release(900);
    const here = on({ policy: keeping(), state: confirmed(), event });
    const next = commitDecision(here.state, event, decide(here, proposal(900, { source: 'operator' })));
    const away = without({ state: next });
    expect([next.price?.amount, away.by]).toEqual([900, 'overstock']);
  });
});

describe('a model that is briefly away', () => {
  it('turns no price that would not have turned, whatever fails and sells', () => {
    fc.assert(
      fc.property(outages, (steps) => {
        const whole = pricesOf(
          steps.map((each) => each.whole),
          atOnce,
        );
        const failing = pricesOf(
          steps.map((each) => each.failing),
          atOnce,
        );
        expect(reversals(failing)).toBeLessThanOrEqual(reversals(whole));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['the shipped policy', shippedTerms],
    ['without limits on speed', atOnce],
  ])('moves no price: %s', (_, terms) => {
    fc.assert(
      fc.property(outages, (steps) => {
        const prices = pricesOf(
          steps.map((each) => each.failing),
          terms,
        );
        for (const [at, { failing }] of steps.entries())
          if (failing.asks === undefined) expect(prices[at]).toBe(prices[at - 1]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('turns a price under the shipped policy no more often than the model does', () => {
    fc.assert(
      fc.property(outages, (steps) => {
        const asked = steps.flatMap(({ whole, failing }) =>
          whole.stock > 0 && failing.asks !== undefined ? [failing.asks] : [],
        );
        const prices = pricesOf(
          steps.map((each) => each.failing),
          shippedTerms,
        );
        expect(reversals([1_000, ...prices])).toBeLessThanOrEqual(reversals([1_000, ...asked]));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a model that stays away', () => {
  /** The model asks for one price, is away for longer than its price is kept, and asks for the same price again. */
  const long = fc.record({
    asks: fc.integer({ min: 60, max: 130 }).map((percent) => 10 * percent - 1),
    stock: fc.constantFrom(5, 50, 1_500),
    before: fc.integer({ min: 12, max: 20 }),
    away: fc.integer({ min: 13, max: 60 }),
    again: fc.integer({ min: 1, max: 20 }),
  });

  it('hands over in one direction after its price has aged, and takes over again in one direction', () => {
    let handedOver = 0;
    fc.assert(
      fc.property(long, ({ asks, stock, before, away, again }) => {
        const step = (asked: number | undefined) => ({ minutes: 10, stock, asks: asked });
        const prices = pricesOf(
          [
            ...Array.from({ length: before }, () => step(asks)),
            ...Array.from({ length: away }, () => step(undefined)),
            ...Array.from({ length: again }, () => step(asks)),
          ],
          shippedTerms,
        );
        const keptUntil = before + KEPT_MINUTES / 10 - 1;
        const last = prices[before - 1] ?? 0;
        expect(prices.slice(before, keptUntil)).toEqual(Array(keptUntil - before).fill(last));
        if (prices[before + away - 1] !== last) handedOver += 1;
        expect(reversals(prices.slice(before - 1, before + away))).toBe(0);
        expect(reversals(prices.slice(before + away - 1))).toBe(0);
      }),
      { numRuns: 300 },
    );
    expect(handedOver).toBeGreaterThan(200);
  });
});

import { describe, expect, it } from 'vitest';
import { commitDecision } from '../../../../domain/decision/commit.ts';
import { decide } from '../../../../domain/decision/decision.ts';
import { noState } from '../../../../domain/state/price-state.ts';
import {
  daysAgo,
  decided,
  ending,
  everyEvent,
  guarded,
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
  rollback,
  said,
  seed,
  state,
} from '../make.ts';

const ORDER = [
  'sane-number',
  'floor-known',
  'review-jump',
  'cooldown',
  'price-band',
  'emergency-cap',
  'map',
  'max-step',
  'window-band',
  'reversal-limit',
  'rounding',
  'dead-band',
  'margin-floor',
];
const BY_PASSED = ['review-jump', 'cooldown', 'max-step', 'window-band', 'reversal-limit', 'dead-band'];

const skipped = (trail: { guardrail: string; verdict: string }[]) =>
  trail.filter(({ verdict }) => verdict === 'skipped').map(({ guardrail }) => guardrail);

describe('the order of the guardrails', () => {
  it('is the same for every proposal that comes through', () => {
    expect(decided(1_100).trail.map(({ guardrail }) => guardrail)).toEqual(ORDER);
  });

  it.each(everyEvent())('is the same for a $kind', (event) => {
    const first = { state: state({ price: undefined }), event };
    expect(decided(1_100, first).trail.map(({ guardrail }) => guardrail)).toEqual(ORDER);
  });

  it('ends with the guardrail that rejects', () => {
    const decision = decided(9_999, { policy: guarded({ reviewJump: { ofListPercent: 50 } }) });
    expect(decision.trail.map(({ guardrail }) => guardrail)).toEqual(ORDER.slice(0, 3));
  });

  it('ends with the guardrail that holds', () => {
    const decision = decided(1_100, { policy: guarded({ cooldown: { minutes: 10_000 } }) });
    expect(decision.trail.map(({ guardrail }) => guardrail)).toEqual(ORDER.slice(0, 4));
  });
});

describe('the trail', () => {
  const settings = guarded({
    priceBand: { highest: 2_000 },
    maxStep: { percent: 50 },
    rounding: { endings: [99] },
  });

  it('takes up each price where the guardrail before left it', () => {
    const { trail } = decided(5_000, { policy: settings });
    expect(trail.slice(1).map(({ before }) => before)).toEqual(trail.slice(0, -1).map(({ after }) => after));
  });

  it.each([release(5_000), rollback(5_000)])('takes up each price, also past what a $kind skips', (event) => {
    const { trail } = decided(5_000, { policy: settings, event });
    expect(trail.slice(1).map(({ before }) => before)).toEqual(trail.slice(0, -1).map(({ after }) => after));
  });

  it('begins with the proposal and ends with the price', () => {
    const { trail, price } = decided(5_000, { policy: settings });
    expect([trail.at(0)?.before, trail.at(-1)?.after]).toEqual([5_000, price]);
  });

  it('names the bound of every guardrail that moved the price, and of no other', () => {
    const { trail } = decided(5_000, { policy: settings });
    expect(trail.filter(({ bound }) => bound !== undefined)).toMatchObject([
      { guardrail: 'price-band', verdict: 'clamp', before: 5_000, after: 2_000 },
      { guardrail: 'max-step', verdict: 'clamp', before: 2_000, after: 1_500 },
      { guardrail: 'rounding', verdict: 'clamp', before: 1_500, after: 1_499 },
    ]);
  });

  it('has every limit that a guardrail compared, with its amount', () => {
    const from = { of: 'price-in-force', base: 1_000 };
    expect(said(decided(1_100, { policy: settings }), 'max-step').limits).toEqual([
      { side: 'lower', amount: 500, bound: '50% below the price in force', from: { ...from, percent: 50 } },
      {
        side: 'upper',
        amount: 1_500,
        bound: '50% above the price in force',
        from: { ...from, percent: 150 },
      },
    ]);
  });

  it('has null for a proposal that is no number', () => {
    expect(decided(Number.POSITIVE_INFINITY).trail).toMatchObject([
      { before: null, after: null, verdict: 'reject' },
    ]);
  });

  it('says why for a hold and for a rejection', () => {
    const hold = decided(1_100, { policy: guarded({ cooldown: { minutes: 10_000 } }) });
    expect(said(hold, 'cooldown').why).toMatch(/less than 10000 min/);
  });

  it.each([
    ['max-step', guarded({ maxStep: { percent: 50 } })],
    ['window-band', guarded({ windowBand: { percent: 50 } })],
  ])('leaves it to the margin floor, not to %s, to raise what only the floor forbids', (name, settings) => {
    const decision = decided(700, { policy: settings, product: product({ unitCost: 800 }) });
    expect(said(decision, name).verdict).toBe('pass');
  });

  it('names the guardrail whose bound a price in force was mended to', () => {
    const { trail } = decide(
      on({
        product: product({ minimumAdvertisedPrice: 800, unitCost: 900 }),
        state: state({ price: inForce(500) }),
        event: inventory({ stock: 0 }),
      }),
      undefined,
    );
    expect(trail).toMatchObject([{ guardrail: 'margin-floor', before: 500, after: 900 }]);
  });
});

describe('what operator events skip', () => {
  it.each([release(1_100), rollback(1_100)])('is the same six guardrails for a $kind', (event) => {
    expect(skipped(decided(1_100, { event }).trail)).toEqual(BY_PASSED);
  });

  it.each([inventory(), reprice()])('is nothing for $kind', (event) => {
    expect(skipped(decided(1_100, { event }).trail)).toEqual([]);
  });

  it('is floor-known too for a seed', () => {
    const { trail } = decided(1_000, { event: seed(), state: noState('SKU1') });
    const slowingFirst = BY_PASSED.filter((name) => name !== 'dead-band');
    expect(skipped(trail)).toEqual(expect.arrayContaining(['floor-known', ...slowingFirst]));
  });

  it('is never a guardrail that binds, not for a seed either', () => {
    const { trail } = decided(1_000, { event: seed(), state: noState('SKU1') });
    const binding = ['sane-number', 'price-band', 'emergency-cap', 'map', 'margin-floor'];
    expect(skipped(trail).filter((name) => binding.includes(name))).toEqual([]);
  });

  const slowing = {
    'review-jump': guarded({ reviewJump: { ofPriceInForcePercent: 1 } }),
    cooldown: guarded({ cooldown: { minutes: 10_000 } }),
    'max-step': guarded({ maxStep: { percent: 1 } }),
    'window-band': guarded({ windowBand: { percent: 1 } }),
    'reversal-limit': guarded({ reversalLimit: { max: 0, windowMinutes: 60 } }),
    'dead-band': guarded({ deadBand: { percent: 90 } }),
  };
  const risen = state({ movement: { direction: 'up', reversals: [minutesAgo(1)] } });
  it.each(Object.entries(slowing))(
    'lets a release past %s, which stops the same price otherwise',
    (_, settings) => {
      const released = decided(700, { policy: settings, state: risen, event: release(700) });
      const ordinary = decided(700, { policy: settings, state: risen });
      expect([ending(released), ending(ordinary) === 700]).toEqual([700, false]);
    },
  );

  it.each([
    ['the price band', guarded({ priceBand: { lowest: 800 } }), {}],
    ['a minimum advertised price', policy(), { minimumAdvertisedPrice: 800 }],
    ['the margin floor', policy(), { unitCost: 800 }],
  ])('does not include %s', (_, settings, changes) => {
    const decision = decided(700, { policy: settings, product: product(changes), event: rollback(700) });
    expect(ending(decision)).toBe(800);
  });
});

describe('a hold', () => {
  const cooling = { cooldown: { minutes: 10_000 } };
  const cap = { id: 'flood', from: daysAgo(2), maxRaisePercent: 0 };

  it.each([
    ['an emergency cap', { ...cooling, emergencyCaps: [cap] }, {}, 1_200, 900],
    ['a minimum advertised price', cooling, { minimumAdvertisedPrice: 800 }, 700, 800],
    ['the margin floor', cooling, { unitCost: 800 }, 700, 800],
  ])(
    'puts the nearest allowed price in force when that in force breaks %s',
    (_, guardrails, changes, amount, mended) => {
      const decision = decided(1_000, {
        policy: guarded(guardrails),
        product: product(changes),
        state: state({ price: inForce(amount), frozenPrices: { flood: 900 } }),
      });
      expect(ending(decision)).toBe(mended);
    },
  );

  it.each([
    ['cooldown', { cooldown: { minutes: 10_000 } }, 900],
    ['reversal-limit', { reversalLimit: { max: 0, windowMinutes: 60 } }, 600],
    ['dead-band', { deadBand: { percent: 90 } }, 900],
  ])('by %s does not keep a price below the floor', (_, guardrails, amount) => {
    const decision = decided(amount, {
      policy: guarded(guardrails),
      product: product({ unitCost: 750 }),
      state: state({ price: inForce(700), movement: { direction: 'down', reversals: [] } }),
    });
    expect(decision.price).toBeGreaterThanOrEqual(750);
  });

  it('for want of stock does not keep a price below the floor', () => {
    const below = on({
      product: product({ unitCost: 800 }),
      state: state({ price: inForce(700) }),
      event: inventory({ stock: 0 }),
    });
    expect(ending(decide(below, undefined))).toBe(800);
  });

  it('of a seed for a product that has a price does not keep one below the floor', () => {
    const below = on({
      product: product({ unitCost: 800 }),
      state: state({ price: inForce(700) }),
      event: seed(),
    });
    expect(ending(decide(below, undefined))).toBe(800);
  });

  it('says so in the trail when it could not be kept', () => {
    const decision = decided(1_000, {
      policy: guarded(cooling),
      product: product({ unitCost: 800 }),
      state: state({ price: inForce(700) }),
    });
    expect(decision.trail.at(-1)).toMatchObject({
      verdict: 'clamp',
      before: 700,
      after: 800,
      why: expect.stringContaining('not held'),
    });
  });

  it('becomes a rejection when the price in force breaks a floor and no price is allowed', () => {
    const decision = decided(1_000, {
      policy: guarded({ ...cooling, priceBand: { highest: 750 } }),
      product: product({ unitCost: 800 }),
      state: state({ price: inForce(700) }),
    });
    expect(ending(decision)).toBe('rejected');
  });

  it('keeps a price that breaks nothing that binds', () => {
    expect(ending(decided(1_100, { policy: guarded(cooling) }))).toBe('held');
  });
});

describe('a rejection', () => {
  const jump = { reviewJump: { ofListPercent: 50 } };
  const cap = { id: 'flood', from: daysAgo(2), maxRaisePercent: 0 };
  const tooFar = (changes: Partial<Parameters<typeof on>[0]> = {}) =>
    decided(9_000, {
      policy: guarded(jump),
      product: product({ minimumAdvertisedPrice: 800 }),
      state: state({ price: inForce(700) }),
      ...changes,
    });

  it.each([
    ['an emergency cap', { ...jump, emergencyCaps: [cap] }, {}, 1_200, 900],
    ['a minimum advertised price', jump, { minimumAdvertisedPrice: 800 }, 700, 800],
    ['the margin floor', jump, { unitCost: 800 }, 700, 800],
  ])(
    'does not leave a price in force that breaks %s, which shoppers see until it is reviewed',
    (_, guardrails, changes, amount, mended) => {
      const decision = decided(9_000, {
        policy: guarded(guardrails),
        product: product(changes),
        state: state({ price: inForce(amount), frozenPrices: { flood: 900 } }),
      });
      expect(ending(decision)).toBe(mended);
    },
  );

  it('is in the trail and in the reason of the price that is put in force instead', () => {
    const decision = tooFar();
    expect(decision.trail.slice(-2)).toMatchObject([
      { guardrail: 'review-jump', verdict: 'reject', before: 9_000 },
      {
        guardrail: 'map',
        verdict: 'clamp',
        before: 700,
        after: 800,
        why: expect.stringContaining('rejected'),
      },
    ]);
    expect(decision.reason).toMatch(
      /^review-jump: 800\.0% away .*; the price in force is not allowed either: map:/,
    );
  });

  it('comes again at once, and is for review then', () => {
    const first = tooFar();
    expect(first.repriceAt).toBe(NOW);
    const next = commitDecision(state({ price: inForce(700) }), inventory(), first);
    const again = tooFar({ state: next, event: reprice({ eventId: 'event-3' }) });
    expect([again.outcome, again.repriceAt !== undefined && again.repriceAt > NOW]).toEqual([
      'rejected',
      true,
    ]);
  });

  it.each([
    ['a price in force that is allowed', { state: state({ price: inForce(900) }) }],
    ['no price in force', { state: state({ price: undefined }) }],
    [
      'a policy in shadow, which puts no price in force',
      { policy: { ...guarded(jump), mode: 'shadow' as const } },
    ],
    ['no known floor', { product: product({ minimumAdvertisedPrice: 800, unitCost: undefined }) }],
    ['a price in force of another currency', { state: state({ price: inForce(700, { currency: 'USD' }) }) }],
    [
      'bounds that leave no price at all',
      { product: product({ minimumAdvertisedPrice: 800, highestPrice: 750 }) },
    ],
  ])('stands with %s', (_, changes) => {
    expect(tooFar(changes).outcome).toBe('rejected');
  });

  it('of what a person asked for stands while the policy is paused: a person said so', () => {
    const paused = { ...policy(), mode: 'paused' as const };
    const here = { policy: paused, event: rollback(900), product: product({ minimumAdvertisedPrice: 800 }) };
    const dollars = decide(
      on({ ...here, state: state({ price: inForce(700) }) }),
      proposal(900, { currency: 'USD' }),
    );
    expect(dollars.outcome).toBe('rejected');
  });
});

describe('a price that rounding alone makes a jump of', () => {
  it('is for review, whatever another guardrail moved on the way', () => {
    // From the floor, 6.01, to the end of the jump, 6.90, no price has the ending; 7.00 is nearer than the price in force.
    const decision = decided(310, {
      product: product({ listPrice: 500, unitCost: 595, minimumAdvertisedPrice: 311 }),
      state: state({ price: inForce(701) }),
      policy: guarded({
        reviewJump: { ofListPercent: 38 },
        rounding: { endings: [0], modulus: 100 },
        marginFloor: { minimumMarginPercent: 1 },
      }),
    });
    expect(decision).toMatchObject({ outcome: 'rejected', reason: expect.stringContaining('review-jump') });
  });
});

describe('a proposal that no guardrail objects to', () => {
  it('is approved as it is', () => {
    expect(decide(on(), proposal(1_234))).toMatchObject({
      verdict: 'approve',
      price: 1_234,
      reason: 'approved',
    });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Circumstances } from '../../../../domain/circumstances.ts';
import { Decision, decide } from '../../../../domain/decision.ts';
import { GuardrailSettings, type Mode } from '../../../../domain/policy.ts';
import { commitDecision, noState, PriceState } from '../../../../domain/price-state.ts';
import type { Proposal } from '../../../../domain/proposal.ts';
import { reasonToStand } from '../../../../domain/standing.ts';
import { shift } from '../../../../domain/time.ts';
import {
  daysAgo,
  everyEvent,
  inForce,
  inventory,
  minutesAgo,
  NOW,
  policy,
  product,
  proposal,
  state,
} from '../make.ts';

const amount = fc.oneof(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1, max: 1_000_000_000 }));
const wholePercent = fc.integer({ min: 1, max: 200 });
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined, freq: 1 });
/** A policy with settings as JSON would carry them. */
const policyWith = (settings: object, mode: Mode = 'live') =>
  policy({ mode, guardrails: GuardrailSettings.parse(present(settings)) });
/** Only the keys that have a value, as JSON would carry them. */
const present = <T extends object>(fields: T): T => JSON.parse(JSON.stringify(fields));

const suggested: fc.Arbitrary<number | null> = fc.oneof(
  { weight: 6, arbitrary: amount },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      null,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      0,
      -0,
      1e308,
      2 ** 53,
    ),
  },
  { weight: 2, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.integer({ max: 0 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1e12, max: Number.MAX_SAFE_INTEGER }) },
);
const proposals: fc.Arbitrary<Proposal> = fc
  .record({ amount: suggested, currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'EUR', 'USD') })
  .map(({ amount, currency }) => proposal(amount, { currency }));

const products = fc
  .record({
    listPrice: amount,
    unitCost: maybe(fc.oneof(fc.constant(0), amount)),
    minimumPrice: maybe(amount),
    minimumAdvertisedPrice: maybe(amount),
    lowestPrice: maybe(amount),
    highestPrice: maybe(amount),
    region: maybe(fc.constantFrom('north', 'south')),
  })
  .map((fields) => product(fields));

/** Lower and upper may be crossed. */
const binding = fc.record({
  priceBand: maybe(
    fc
      .record({
        lowest: maybe(amount),
        highest: maybe(amount),
        percentOfList: maybe(fc.record({ lowest: wholePercent, highest: wholePercent })),
      })
      .map(present),
  ),
  emergencyCaps: fc.array(
    fc
      .record({
        id: fc.constantFrom('flood', 'fire'),
        from: fc.constantFrom(daysAgo(2), minutesAgo(0), minutesAgo(-1)),
        until: maybe(fc.constantFrom(minutesAgo(-1), minutesAgo(0))),
        regions: maybe(fc.constantFrom(['north'], ['south'], ['north', 'south'])),
        maxRaisePercent: fc.integer({ min: 0, max: 100 }),
      })
      .map(present),
    { maxLength: 2 },
  ),
  marginFloor: fc.record({ minimumMarginPercent: fc.integer({ min: 0, max: 150 }) }),
});
const slowing = fc.record({
  maxStep: maybe(fc.record({ percent: wholePercent })),
  windowBand: maybe(fc.record({ percent: wholePercent, hours: fc.integer({ min: 1, max: 24 }) })),
  cooldown: maybe(fc.record({ minutes: fc.integer({ min: 1, max: 3_000 }) })),
});
const shaping = fc.record({
  reviewJump: maybe(fc.record({ ofPriceInForcePercent: wholePercent, ofListPercent: wholePercent })),
  reversalLimit: maybe(fc.record({ max: fc.integer({ min: 0, max: 3 }), windowMinutes: wholePercent })),
  rounding: maybe(
    fc.record({
      endings: fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 3 }),
      modulus: fc.constantFrom(100, 1_000),
    }),
  ),
  deadBand: maybe(fc.record({ percent: wholePercent, amount: fc.integer({ min: 1, max: 50 }) })),
});
const settings = fc
  .tuple(binding, slowing, shaping)
  .map(([binds, slows, shapes]) => ({ ...binds, ...slows, ...shapes }));

const ranges = fc
  .dictionary(
    fc.integer({ min: 0, max: 11 }).map((hour) => `2026-11-22T${String(hour).padStart(2, '0')}`),
    fc.tuple(amount, amount).map(([a, b]) => ({ lowest: Math.min(a, b), highest: Math.max(a, b) })),
    { maxKeys: 4 },
  )
  .map((entries) => ({ ...entries }));
const states = fc.oneof(
  { weight: 1, arbitrary: fc.constant(noState('SKU1')) },
  {
    weight: 5,
    arbitrary: fc
      .record({
        price: fc.record({ amount, since: fc.constantFrom(daysAgo(3), minutesAgo(1)) }),
        frozenPrices: fc.record({ flood: amount, fire: amount }),
        hourlyRanges: ranges,
        direction: fc.constantFrom('up', 'down', undefined),
      })
      .map(({ price, direction, ...fields }) =>
        state({
          ...fields,
          price: inForce(price.amount, { since: price.since }),
          movement: present({ direction, reversals: [minutesAgo(5)] }),
        }),
      ),
  },
);

const circumstances: fc.Arbitrary<Circumstances> = fc
  .record({
    product: products,
    settings,
    mode: fc.constantFrom<Mode>('live', 'shadow', 'paused'),
    state: states,
    event: fc.constantFrom(...everyEvent()),
  })
  .map(({ settings, mode, ...rest }) => ({
    ...rest,
    policy: policyWith(settings, mode),
    now: NOW,
  }));

/** Everything that binds a price, computed from the definitions in exact whole numbers, each as [bound, is it kept]. */
function kept(price: number, { product, policy, state, now }: Circumstances): [string, boolean][] {
  const { priceBand, emergencyCaps, marginFloor } = policy.guardrails;
  const hundredfold = BigInt(price) * 100n;
  const times = (of: number, percent: number) => BigInt(of) * BigInt(percent);
  const least = (bound: string, of: number | undefined): [string, boolean] => [
    bound,
    of === undefined || price >= of,
  ];
  const most = (bound: string, of: number | undefined): [string, boolean] => [
    bound,
    of === undefined || price <= of,
  ];
  const capsInForce = emergencyCaps
    .filter(({ from, until }) => from <= now && (until === undefined || until > now))
    .filter(({ regions }) => regions === undefined || regions.includes(product.region ?? ''));
  const ofList = priceBand?.percentOfList;
  return [
    ['whole and above zero', Number.isSafeInteger(price) && price > 0],
    ['margin', hundredfold >= times(product.unitCost ?? 0, 100 + marginFloor.minimumMarginPercent)],
    least('minimum price', product.minimumPrice),
    least('MAP', product.minimumAdvertisedPrice),
    least('policy lowest', priceBand?.lowest),
    most('policy highest', priceBand?.highest),
    least('product lowest', product.lowestPrice),
    most('product highest', product.highestPrice),
    ['list lowest', ofList === undefined || hundredfold >= times(product.listPrice, ofList.lowest)],
    ['list highest', ofList === undefined || hundredfold <= times(product.listPrice, ofList.highest)],
    ...capsInForce.map(({ id, maxRaisePercent }): [string, boolean] => {
      const frozen = state.frozenPrices[id] ?? product.listPrice;
      return [id, hundredfold <= times(frozen, 100 + maxRaisePercent)];
    }),
  ];
}

const broken = (price: number, on: Circumstances): string[] =>
  kept(price, on)
    .filter(([, isKept]) => !isKept)
    .map(([bound]) => bound);

const notSeeds = fc.constantFrom(...everyEvent().filter(({ kind }) => kind !== 'seed'));
const RUNS = { numRuns: 3_000 };

describe('whatever is proposed', () => {
  it('every price that leaves keeps floor, MAP, every cap and the band', () => {
    fc.assert(
      fc.property(circumstances, proposals, (on, proposed) => {
        const { outcome, price } = decide(on, proposed);
        expect(outcome === 'priced' ? broken(price ?? Number.NaN, on) : []).toEqual([]);
      }),
      RUNS,
    );
  });

  it('no price leaves where the floor is not known, but a seed', () => {
    const unknown = products.map((each) => ({ ...each, unitCost: undefined, minimumPrice: undefined }));
    fc.assert(
      fc.property(circumstances, unknown, notSeeds, proposals, (on, product, event, proposed) => {
        expect(decide({ ...on, product, event }, proposed).outcome).not.toBe('priced');
      }),
      RUNS,
    );
  });

  it('no price leaves in shadow mode, but a seed', () => {
    fc.assert(
      fc.property(circumstances, notSeeds, proposals, (on, event, proposed) => {
        const shadow = { ...on, event, policy: { ...on.policy, mode: 'shadow' as const } };
        expect(decide(shadow, proposed).outcome).not.toBe('priced');
      }),
      RUNS,
    );
  });

  it('a hold never keeps a price that breaks a cap, MAP or the floor', () => {
    fc.assert(
      fc.property(circumstances, proposals, (on, proposed) => {
        const binds = ['margin', 'minimum price', 'MAP', 'flood', 'fire'];
        const inForce = on.state.price?.amount;
        const byHand = ['paused', 'retired'].includes(reasonToStand(on) ?? '');
        const isKept = inForce !== undefined && !byHand && decide(on, proposed).outcome === 'held';
        expect(isKept ? broken(inForce, on).filter((bound) => binds.includes(bound)) : []).toEqual([]);
      }),
      RUNS,
    );
  });

  it('the decision can be written down and read again, and so can the price state it leaves', () => {
    fc.assert(
      fc.property(circumstances, proposals, (on, proposed) => {
        const decision = decide(on, proposed);
        const next = commitDecision(on.state, on.event, decision);
        const copies = [Decision, PriceState].map((schema, i) =>
          schema.safeParse(JSON.parse(JSON.stringify([decision, next][i]))),
        );
        expect(copies.map(({ success }) => success)).toEqual([true, true]);
      }),
      RUNS,
    );
  });

  it('the same circumstances give the same decision and are left as they were', () => {
    fc.assert(
      fc.property(circumstances, proposals, (on, proposed) => {
        const untouched = structuredClone({ on, proposed });
        const decisions = [decide(on, proposed), decide(untouched.on, untouched.proposed)];
        expect([decisions[0], on, proposed]).toEqual([decisions[1], untouched.on, untouched.proposed]);
      }),
      RUNS,
    );
  });

  it('the trail is one unbroken chain from the proposal on', () => {
    fc.assert(
      fc.property(circumstances, amount, (on, proposed) => {
        fc.pre(reasonToStand(on) === undefined);
        const { trail } = decide(on, proposal(proposed));
        const chain = trail.filter(({ why }) => !why?.startsWith('not held'));
        expect([proposed, ...chain.map(({ after }) => after)]).toEqual([
          ...chain.map(({ before }) => before),
          chain.at(-1)?.after,
        ]);
      }),
      RUNS,
    );
  });
});

describe('one more guardrail setting', () => {
  const added = fc.oneof(slowing, shaping).map(present) as fc.Arbitrary<Partial<GuardrailSettings>>;

  it('never lets a price through that the binding ones forbid', () => {
    fc.assert(
      fc.property(circumstances, binding, added, proposals, (on, binds, more, proposed) => {
        const few = { ...on, policy: policyWith(binds) };
        const many = { ...on, policy: { ...few.policy, guardrails: { ...few.policy.guardrails, ...more } } };
        const { outcome, price } = decide(many, proposed);
        expect(outcome === 'priced' ? broken(price ?? Number.NaN, few) : []).toEqual([]);
      }),
      RUNS,
    );
  });

  it('never makes a price possible where the binding ones leave none', () => {
    fc.assert(
      fc.property(circumstances, binding, added, amount, amount, (on, binds, more, proposed, gap) => {
        const few = policyWith(binds);
        const crossed = { ...on.product, minimumPrice: (gap + 1) as never, highestPrice: gap as never };
        const many = { ...few, guardrails: { ...few.guardrails, ...more } };
        expect(decide({ ...on, product: crossed, policy: many }, proposal(proposed)).outcome).not.toBe(
          'priced',
        );
      }),
      RUNS,
    );
  });
});

describe('ten equal events', () => {
  function pricesOf(on: Circumstances, proposed: Proposal): Set<number | undefined> {
    let { state } = on;
    const prices = new Set<number | undefined>();
    for (let i = 0; i < 10; i++) {
      const event = inventory({ eventId: `e${i}`, sequence: 10 + i });
      state = commitDecision(
        state,
        event,
        decide({ ...on, state, event, now: shift(NOW, i * 1_000) }, proposed),
      );
      prices.add(state.price?.amount);
    }
    return prices;
  }

  it('give one price where nothing slows prices down', () => {
    fc.assert(
      fc.property(circumstances, binding, shaping, amount, (on, binds, shapes, proposed) => {
        const policy = policyWith({ ...binds, rounding: shapes.rounding });
        expect(pricesOf({ ...on, policy }, proposal(proposed)).size).toBe(1);
      }),
      { numRuns: 500 },
    );
  });
});

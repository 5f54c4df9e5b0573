import fc from 'fast-check';
import type { Circumstances } from '../../../../domain/context/circumstances.ts';
import type { Proposal } from '../../../../domain/context/proposal.ts';
import { GuardrailSettings, type Mode } from '../../../../domain/policy/policy.ts';
import { noState } from '../../../../domain/state/price-state.ts';
import {
  daysAgo,
  everyEvent,
  inForce,
  minutesAgo,
  NOW,
  ordered,
  policy,
  product,
  proposal,
  state,
} from '../make.ts';

export const amount = fc.oneof(
  fc.integer({ min: 1, max: 3_000 }),
  fc.integer({ min: 1, max: 1_000_000_000 }),
);
const wholePercent = fc.integer({ min: 1, max: 200 });
/** `freq`: one in this many is left out; 1 would leave out all. */
export const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined, freq: 2 });
/** A policy with settings in the form of JSON. */
export const policyWith = (settings: object, mode: Mode = 'live') =>
  policy({ mode, guardrails: GuardrailSettings.parse(present(settings)) });
/** Only the keys with a value, as in JSON. */
export const present = <T extends object>(fields: T): T => JSON.parse(JSON.stringify(fields));

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
export const proposals: fc.Arbitrary<Proposal> = fc
  .record({ amount: suggested, currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'EUR', 'USD') })
  .map(({ amount, currency }) => proposal(amount, { currency }));

export const products = fc
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
export const binding = fc.record({
  priceBand: maybe(
    fc
      .record({
        lowest: maybe(amount),
        highest: maybe(amount),
        percentOfList: maybe(
          fc
            .tuple(wholePercent, wholePercent)
            .map(([a, b]) => ({ lowest: Math.min(a, b), highest: Math.max(a, b) })),
        ),
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
      .filter(({ from, until }) => until === undefined || from < until)
      .map(present),
    { maxLength: 2 },
  ),
  marginFloor: fc.record({ minimumMarginPercent: fc.integer({ min: 0, max: 150 }) }),
});
export const slowing = fc.record({
  maxStep: maybe(fc.record({ percent: wholePercent })),
  windowBand: maybe(fc.record({ percent: wholePercent, hours: fc.integer({ min: 1, max: 24 }) })),
  cooldown: maybe(fc.record({ minutes: fc.integer({ min: 1, max: 3_000 }) })),
});
export const shaping = fc.record({
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

export const circumstances: fc.Arbitrary<Circumstances> = fc
  .record({
    product: products,
    settings,
    mode: fc.constantFrom<Mode>('live', 'shadow', 'paused'),
    state: states,
    event: fc.constantFrom(...everyEvent()),
  })
  .map(({ settings, mode, ...rest }) => ordered({ ...rest, policy: policyWith(settings, mode), now: NOW }));

const near = fc.integer({ min: 500, max: 2_000 });
const few = fc.integer({ min: 1, max: 60 });
const terms = fc.record({
  priceBand: maybe(
    fc
      .record({
        lowest: fc.option(fc.integer({ min: 300, max: 900 }), { nil: undefined, freq: 2 }),
        highest: fc.option(fc.integer({ min: 900, max: 2_500 }), { nil: undefined, freq: 2 }),
        percentOfList: maybe(
          fc.record({
            lowest: fc.integer({ min: 40, max: 100 }),
            highest: fc.integer({ min: 100, max: 160 }),
          }),
        ),
      })
      .map(present),
  ),
  emergencyCaps: fc.array(
    fc.record({
      id: fc.constantFrom('flood', 'fire'),
      from: fc.constant(daysAgo(2)),
      maxRaisePercent: fc.integer({ min: 0, max: 40 }),
    }),
    { maxLength: 1 },
  ),
  marginFloor: fc.record({ minimumMarginPercent: fc.integer({ min: 0, max: 30 }) }),
  outOfBand: fc.constantFrom('steps', 'review'),
  reviewJump: maybe(
    fc
      .record({
        ofPriceInForcePercent: maybe(fc.integer({ min: 20, max: 90 })),
        ofListPercent: maybe(fc.integer({ min: 20, max: 90 })),
      })
      .map(present),
  ),
  maxStep: maybe(fc.record({ percent: fc.oneof(few, fc.constantFrom(7.5, 10.1, 32.2)) })),
  windowBand: maybe(fc.record({ percent: few, hours: fc.integer({ min: 1, max: 24 }) })),
  cooldown: fc.option(fc.record({ minutes: fc.constantFrom(30, 3_000) }), { nil: undefined, freq: 2 }),
  reversalLimit: maybe(fc.record({ max: fc.integer({ min: 0, max: 2 }), windowMinutes: fc.constant(60) })),
  rounding: maybe(
    fc.record({
      endings: fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 3 }),
      modulus: fc.constantFrom(10, 100, 1_000),
    }),
  ),
  deadBand: maybe(
    fc.record({ percent: maybe(fc.integer({ min: 1, max: 8 })), amount: maybe(few) }).map(present),
  ),
});

/** A product whose terms allow a price, with a price in force that may be outside: the state after corrections. */
export const corrected: fc.Arbitrary<Circumstances> = fc
  .record({
    product: fc
      .record({
        listPrice: near,
        unitCost: fc.integer({ min: 0, max: 800 }),
        minimumPrice: maybe(fc.integer({ min: 300, max: 900 })),
        minimumAdvertisedPrice: fc.option(fc.integer({ min: 300, max: 1_200 }), { nil: undefined, freq: 2 }),
        lowestPrice: fc.option(fc.integer({ min: 300, max: 900 }), { nil: undefined, freq: 2 }),
        highestPrice: fc.option(fc.integer({ min: 900, max: 2_500 }), { nil: undefined, freq: 2 }),
      })
      .map((fields) => product(fields)),
    terms,
    mode: fc.constantFrom<Mode>('live', 'live', 'shadow'),
    state: fc
      .record({
        amount: near,
        since: fc.constantFrom(daysAgo(3), minutesAgo(1)),
        frozen: near,
        range: fc.tuple(near, near),
        direction: fc.constantFrom('up', 'down', undefined),
        reversals: fc.constantFrom([], [minutesAgo(5)], [minutesAgo(5), minutesAgo(4)]),
      })
      .map(({ amount, since, frozen, range: [a, b], direction, reversals }) =>
        state({
          price: inForce(amount, { since }),
          frozenPrices: { flood: frozen, fire: frozen },
          hourlyRanges: { '2026-11-22T11': { lowest: Math.min(a, b), highest: Math.max(a, b) } },
          movement: present({ direction, reversals: [...reversals] }),
        }),
      ),
    event: fc.constantFrom(...everyEvent()),
  })
  .map(({ terms, mode, ...rest }) => ordered({ ...rest, policy: policyWith(terms, mode), now: NOW }));

/** A proposal near those prices. */
export const nearby: fc.Arbitrary<Proposal> = fc
  .integer({ min: 300, max: 2_500 })
  .map((amount) => proposal(amount));

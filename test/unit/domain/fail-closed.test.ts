import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toProduct } from '../../../cli/shared/catalog-import.ts';
import type { Circumstances } from '../../../domain/context/circumstances.ts';
import { reasonToKeepPrice } from '../../../domain/context/keeping-price.ts';
import type { Proposal } from '../../../domain/context/proposal.ts';
import { commitDecision } from '../../../domain/decision/commit.ts';
import { Decision, decide } from '../../../domain/decision/decision.ts';
import { PriceEvent } from '../../../domain/events/price-event.ts';
import { strictBounds } from '../../../domain/guardrails/judge.ts';
import { type Policy, PolicyTerms } from '../../../domain/policy/policy.ts';
import { Product } from '../../../domain/product/product.ts';
import { changeProduct } from '../../../domain/product/product-change.ts';
import { proposeByOperator, proposeByRules } from '../../../domain/proposals/rules.ts';
import { noState, PriceState } from '../../../domain/state/price-state.ts';
import { SenselessAnswer } from '../../../domain/values/errors.ts';
import { HOUR_MS, shift } from '../../../domain/values/time.ts';
import { ApplyGuardrailsInput, applyGuardrails } from '../../../tasks/apply-guardrails.ts';
import { CommitInput } from '../../../tasks/commit.ts';
import { predictPrice } from '../../../tasks/predict-price.ts';
import { CONTRACT } from '../../fakes/demand-models.ts';
import {
  daysAgo,
  everyEvent,
  inForce,
  inventory,
  minutesAgo,
  NOW,
  on,
  ordered,
  policy,
  product,
  proposal,
  state,
} from './make.ts';

const RUNS = { numRuns: 1_500 };

/** Bad numbers from forms, spreadsheets, divisions and JSON. */
const hostile: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  -0,
  -1,
  0.01,
  0.5,
  1e-308,
  1e12 + 1,
  1e308,
  2 ** 53,
  null,
  '',
  ' ',
  '0',
  '12,50',
  '1e3',
  'NaN',
  [],
  {},
  true,
);
const sound = fc.oneof(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 1, max: 1e12 }));
const percent = fc.oneof(
  fc.integer({ min: 1, max: 1_000 }),
  fc.double({ min: 1e-9, max: 1_000, noNaN: true }),
);
/** An optional and a required field of raw JSON. */
interface Field {
  maybe(right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown>;
  must(right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown>;
}
const fields = (wrongInHundred: number): Field => {
  const must: Field['must'] = (right) =>
    fc.oneof(
      { weight: 100 - wrongInHundred, arbitrary: right },
      { weight: wrongInHundred, arbitrary: fc.oneof(hostile, fc.constant(undefined)) },
    );
  return {
    must,
    maybe: (right) =>
      fc.oneof({ weight: 3, arbitrary: must(right) }, { weight: 1, arbitrary: fc.constant(undefined) }),
  };
};
const RIGHT = fields(0);
const WRONG_NOW_AND_THEN = fields(3);

/** A number between both. */
const range = fc
  .tuple(percent, percent)
  .map(([a, b]) => ({ lowest: Math.min(a, b), highest: Math.max(a, b) }));

const rawProducts = ({ maybe, must }: Field) =>
  fc.record({
    productId: fc.constant('SKU1'),
    name: fc.constant('Kettle'),
    category: fc.constant('kitchen'),
    currency: must(fc.constant('EUR')),
    listPrice: must(sound),
    unitCost: maybe(fc.oneof(fc.constant(0), sound)),
    baselineUnitsPerHour: maybe(fc.double({ min: 1e-9, max: 1e6, noNaN: true })),
    minimumPrice: maybe(sound),
    minimumAdvertisedPrice: maybe(sound),
    lowestPrice: maybe(sound),
    highestPrice: maybe(sound),
  });

/** Includes crossed bounds and useless percentages. */
const rawTerms = ({ maybe, must }: Field) =>
  fc.record({
    policyId: fc.constant('default'),
    model: fc.record({
      use: fc.constant(true),
      candidates: maybe(fc.integer({ min: 2, max: 9 })),
      percentOfList: maybe(range),
      horizonHours: maybe(fc.double({ min: 1e-9, max: 8_760, noNaN: true })),
    }),
    rules: fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('low-stock'), below: must(sound), raisePercent: must(percent) }),
        fc.record({
          kind: fc.constant('overstock'),
          above: must(sound),
          discountPercent: must(fc.integer({ min: 1, max: 99 })),
        }),
        fc.record({
          kind: fc.constant('run-out'),
          atMost: must(sound),
          elasticity: must(fc.double({ min: 0.2, max: 20, noNaN: true })),
          minimumHours: must(fc.constant(0)),
          percentOfList: maybe(range),
        }),
      ),
      { maxLength: 2 },
    ),
    guardrails: fc.record({
      reviewJump: maybe(fc.record({ ofPriceInForcePercent: maybe(percent), ofListPercent: maybe(percent) })),
      priceBand: maybe(
        fc.record({
          lowest: maybe(sound),
          highest: maybe(sound),
          percentOfList: maybe(range),
        }),
      ),
      emergencyCaps: maybe(fc.constantFrom([], [{ id: 'flood', from: daysAgo(2), maxRaisePercent: 10 }])),
      maxStep: maybe(fc.record({ percent: must(percent) })),
      windowBand: maybe(
        fc.record({ percent: maybe(percent), hours: maybe(fc.integer({ min: 1, max: 24 })) }),
      ),
      rounding: maybe(
        fc.record({
          endings: fc.array(must(fc.integer({ min: 0, max: 99 })), { minLength: 1, maxLength: 3 }),
          modulus: maybe(fc.constantFrom(100, 1_000, Number.MAX_SAFE_INTEGER)),
        }),
      ),
      deadBand: maybe(fc.record({ percent: maybe(percent), amount: maybe(sound) })),
      marginFloor: maybe(fc.record({ minimumMarginPercent: must(fc.integer({ min: 0, max: 10_000 })) })),
    }),
  });

/** A round trip through JSON: undefined is dropped, NaN and Infinity become null. */
const wire = <T>(value: T): unknown => JSON.parse(JSON.stringify(value));

const states: fc.Arbitrary<PriceState> = fc.oneof(
  fc.constant({ ...noState('SKU1'), stock: 50 }),
  fc
    .record({
      amount: sound,
      flood: sound,
      since: fc.constantFrom(daysAgo(3), minutesAgo(1)),
      currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD'),
      stock: fc.constantFrom(0, 1, 50, Number.MAX_SAFE_INTEGER),
    })
    .map(({ amount, flood, since, currency, stock }) =>
      state({ price: inForce(amount, { since, currency }), frozenPrices: { flood }, stock }),
    ),
);
const events = fc.constantFrom<PriceEvent>(...everyEvent());
const modes = fc.constantFrom<Policy['mode']>('live', 'live', 'live', 'shadow', 'paused');

/** Circumstances that the schemas accept; undefined if they refuse. */
const circumstances = (field: Field): fc.Arbitrary<Circumstances | undefined> =>
  fc
    .record({
      rawProduct: rawProducts(field),
      rawTerms: rawTerms(field),
      state: states,
      event: events,
      mode: modes,
    })
    .map(({ rawProduct, rawTerms, mode, ...on }) => {
      const [product, terms] = [Product.safeParse(wire(rawProduct)), PolicyTerms.safeParse(wire(rawTerms))];
      if (!product.success || !terms.success) return undefined;
      const policy = { ...terms.data, version: 1, mode };
      return ordered({ ...on, product: product.data, policy, now: NOW });
    });
const anything = circumstances(WRONG_NOW_AND_THEN);
const sane = circumstances(RIGHT).filter((on) => on !== undefined);

const suggested = fc.oneof(
  { weight: 5, arbitrary: sound },
  {
    weight: 3,
    arbitrary: hostile.filter((value) => value === null || typeof value === 'number') as fc.Arbitrary<
      number | null
    >,
  },
  { weight: 1, arbitrary: fc.double() },
);
const proposals: fc.Arbitrary<Proposal | undefined> = fc.option(
  fc
    .record({ amount: suggested, currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'USD', 'eur', '') })
    .map(({ amount, currency }) => proposal(amount, { currency })),
  { nil: undefined },
);

const isStepped = ({ policy: { guardrails }, event }: Circumstances): boolean =>
  (guardrails.maxStep ?? guardrails.windowBand) !== undefined &&
  ['inventory', 'reprice'].includes(event.kind);

/** The faults of a decision. The bounds are computed from the definitions, not read from the trail. */
function faultsIn(decision: Decision, here: Circumstances): string[] {
  const { outcome, price, currency, reason } = decision;
  if (reason.trim() === '') return ['no reason'];
  if (outcome !== 'priced' && outcome !== 'shadowed')
    return price === undefined ? [] : ['a price all the same'];
  const { lower, upper } = strictBounds(here);
  const amount = price ?? Number.NaN;
  const inForce = here.state.price?.amount ?? amount;
  // A price in force outside the price band may return in steps.
  const isUp = lower?.guardrail === 'price-band' && isStepped(here) && amount > inForce;
  const isDown = upper?.guardrail === 'price-band' && isStepped(here) && amount < inForce;
  return [
    ...(Number.isSafeInteger(amount) && amount > 0 ? [] : ['no whole number above zero']),
    ...(currency === here.product.currency ? [] : ['another currency']),
    ...(lower && !isUp && amount < lower.amount ? [`below ${lower.bound}`] : []),
    ...(upper && !isDown && amount > upper.amount ? [`above ${upper.bound}`] : []),
    ...(lower && upper && lower.amount > upper.amount ? ['where no price is allowed'] : []),
    ...(here.product.unitCost !== undefined && amount < here.product.unitCost ? ['below cost'] : []),
    ...(amount < (here.product.minimumPrice ?? 0) ? ['below the minimum price'] : []),
    ...(amount < (here.product.minimumAdvertisedPrice ?? 0) ? ['below MAP'] : []),
  ];
}

describe('whatever comes in', () => {
  it('is refused with the fields that are wrong, or is priced within every bound, or keeps the price with a reason', () => {
    let judged = 0;
    fc.assert(
      fc.property(anything, proposals, (on, proposed) => {
        if (on === undefined) return;
        judged += 1;
        expect(faultsIn(decide(on, proposed), on)).toEqual([]);
      }),
      { numRuns: 4_000 },
    );
    expect(judged).toBeGreaterThan(500);
  });

  it('leaves a price state that can be written, read and judged on again', () => {
    fc.assert(
      fc.property(sane, proposals, (on, proposed) => {
        const next = commitDecision(on.state, on.event, Decision.parse(wire(decide(on, proposed))));
        const read = PriceState.parse(wire(next));
        const later = ordered({ ...on, state: read });
        expect(faultsIn(decide(later, proposed), later)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('is answered by the rules, and by what a person asks for, with no error', () => {
    fc.assert(
      fc.property(sane, (on) => {
        const proposed = proposeByOperator(on) ?? proposeByRules(on);
        expect(faultsIn(decide(on, proposed), on)).toEqual([]);
      }),
      RUNS,
    );
  });

  it('never leaves a price in force that a cap, MAP or the floor forbids, where another may replace it', () => {
    fc.assert(
      fc.property(sane, proposals, (on, proposed) => {
        const { price } = on.state;
        const why = reasonToKeepPrice(on);
        if (price?.currency !== on.product.currency || on.policy.mode !== 'live') return;
        if (why === 'paused' || why === 'retired') return;
        if (!on.product.unitCost && on.product.minimumPrice === undefined) return;
        const after = commitDecision(on.state, on.event, decide(on, proposed)).price?.amount ?? 0;
        const { minimumAdvertisedPrice = 0, minimumPrice = 0, unitCost = 0 } = on.product;
        const { lower, upper } = strictBounds(on);
        const none = lower && upper && lower.amount > upper.amount;
        expect(none ? 0 : Math.max(0, minimumAdvertisedPrice - after)).toBe(0);
        expect(none ? 0 : Math.max(0, minimumPrice - after, unitCost - after)).toBe(0);
      }),
      RUNS,
    );
  });

  it('is never read in another currency', () => {
    const foreign = states.filter(({ price }) => price !== undefined && price.currency !== 'EUR');
    fc.assert(
      fc.property(sane, foreign, proposals, (on, state, proposed) => {
        expect(['held', 'rejected']).toContain(decide(ordered({ ...on, state }), proposed).outcome);
      }),
      RUNS,
    );
  });
});

describe('whatever a model answers', () => {
  const index = fc.double({ min: 0.01, max: 10, noNaN: true });
  const senseless = fc.constantFrom(
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    0,
    -0,
    -1,
    5e-324,
    1e-308,
    1e9,
    1e308,
  );
  /** Five candidates, mostly of falling demand, the price in force, sometimes a recent price, six times; mostly one of them is senseless. */
  const answers = fc
    .record({
      given: fc.array(index, { minLength: 11, maxLength: 14 }),
      falls: fc.constantFrom(true, true, true, false),
      wrong: fc.dictionary(fc.integer({ min: 0, max: 12 }).map(String), senseless, { maxKeys: 2 }),
    })
    .map(({ given, falls, wrong }) => {
      const candidates = given.slice(0, 5).sort((a, b) => (falls ? b - a : 0));
      return [...candidates, ...given.slice(5)].map((each, at) => wrong[at] ?? each);
    });
  const models = (answer: number[]) =>
    [
      { endpoint: 'demand', contract: { ...CONTRACT, interval: 'hour' }, predict: async () => answer },
    ] as const;
  const selling = {
    saleEndsAt: shift(NOW, 6 * HOUR_MS),
    ...{ unitCost: 400 as const, listPrice: 1_000 as const },
  };
  const asked = fc
    .record({ on: sane, baselineUnitsPerHour: fc.constantFrom(undefined, 1e-9, 2, 1e3) })
    .map(({ on, baselineUnitsPerHour }) => ({
      ...on,
      product: product({
        ...selling,
        ...(baselineUnitsPerHour === undefined ? {} : { baselineUnitsPerHour }),
      }),
      policy: policy({ model: { use: true, candidates: 5 }, guardrails: on.policy.guardrails }),
      state: state({ salesRate: { units: 6, hours: 3, priceHours: 2_700 } }),
      event: inventory(),
    }));
  const named = new Set(['SenselessAnswer', 'NoCandidates', 'NoDemandSignal']);

  it('is refused by name, so that the rules decide, or passes every task as JSON and keeps within bounds', async () => {
    const ends = { refused: 0, proposed: 0 };
    await fc.assert(
      fc.asyncProperty(asked, answers, async ({ event, now, ...context }, answer) => {
        const predict = predictPrice({ models: models(answer), clock: () => now });
        const proposal = await predict({ event, context }).catch((error: Error) => {
          expect(named).toContain(error.name);
          return undefined;
        });
        ends[proposal ? 'proposed' : 'refused'] += 1;
        if (proposal === undefined) return;
        const input = ApplyGuardrailsInput.parse(wire({ event, context, proposal }));
        const decision = await applyGuardrails({ clock: () => now })(input);
        expect(faultsIn(decision, { ...context, event, now })).toEqual([]);
        const committing = CommitInput.parse(wire({ ...input, decision }));
        PriceState.parse(wire(commitDecision(context.state, event, committing.decision)));
      }),
      RUNS,
    );
    expect(Math.min(ends.refused, ends.proposed)).toBeGreaterThan(100);
  });

  it.each([
    ['a demand beyond counting', 1e308],
    ['none but at the end of what a number can be', 5e-324],
    ['no number', Number.NaN],
  ])('is a senseless answer if it is %s at the price in force alone', async (_, wrong) => {
    const answer = [5, 4, 3, 2, 1, wrong, 1, 1, 1, 1, 1, 1];
    const { event, now, ...context } = on({
      product: product({ ...selling, baselineUnitsPerHour: 2 }),
      policy: policy({ model: { use: true, candidates: 5 } }),
    });
    const proposing = predictPrice({ models: models(answer), clock: () => now })({ event, context });
    await expect(proposing).rejects.toThrow(SenselessAnswer);
  });

  it('is a senseless answer if it leaves no level of demand, by the recent price alone', async () => {
    const answer = [5, 4, 3, 2, 1, 1, 1e308, 1, 1, 1, 1, 1, 1];
    const { event, now, ...context } = on({
      product: product(selling),
      policy: policy({ model: { use: true, candidates: 5 } }),
      state: state({ salesRate: { units: 6, hours: 3, priceHours: 2_700 } }),
    });
    const proposing = predictPrice({ models: models(answer), clock: () => now })({ event, context });
    await expect(proposing).rejects.toThrow('the model answers 1e+308');
  });
});

describe('an import', () => {
  const line = { productId: 'SKU1', name: 'Kettle', category: 'kitchen', currency: 'EUR', listPrice: '1000' };

  it.each(['', ' ', '\t', '0', '-1', '0.5', 'NaN', 'Infinity', '1e3', '12,50', '1e308', 'n/a', '#REF!'])(
    'never makes a bound of %j in a cell',
    (cell) => {
      for (const name of [
        'minimumPrice',
        'minimumAdvertisedPrice',
        'lowestPrice',
        'highestPrice',
        'listPrice',
      ]) {
        const read = (() => {
          try {
            return changeProduct(undefined, toProduct({ ...line, [name]: cell }, false));
          } catch (error) {
            return { error };
          }
        })();
        // A blank means unknown; everything else that is no amount is refused.
        if ('product' in read)
          expect([cell.trim(), read.product[name as 'minimumPrice']]).toEqual(['', undefined]);
        else if ('error' in read) expect(read.error).toBeInstanceOf(RangeError);
        else expect(read.problems).toMatchObject([{ at: name }]);
      }
    },
  );

  it('of a product without a list price is refused', () => {
    const { listPrice: _, ...rest } = line;
    for (const fields of [rest, { ...line, listPrice: '' }])
      expect(changeProduct(undefined, toProduct(fields, false))).toMatchObject({
        problems: [{ at: 'listPrice' }],
      });
  });
});

describe('an event', () => {
  it.each([0, -1, 0.5, Number.NaN, 1e308, null, '', '999', undefined])(
    'of a person that asks for the price %j is refused',
    (price) => {
      const fields = { eventId: 'e', acceptedAt: NOW, productId: 'SKU1', why: 'x' };
      const rollback = { ...fields, kind: 'rollback', price, rolledBackBy: 'ann' };
      const release = { ...fields, kind: 'release', price, ofEventId: 'e0', releasedBy: 'ann' };
      expect(PriceEvent.safeParse(wire(rollback)).success).toBe(false);
      expect(PriceEvent.safeParse(wire(release)).success).toBe(false);
    },
  );
});

describe('a product whose price in force is of another currency', () => {
  it('keeps it while nothing is to be priced, whatever the bounds say', () => {
    const dollars = state({ price: inForce(100, { currency: 'USD' }), stock: 0 });
    const here = on({ state: dollars, policy: policy(), product: product({ minimumPrice: 500 }) });
    expect(decide({ ...here, event: everyEvent()[2] as PriceEvent }, undefined)).toMatchObject({
      outcome: 'held',
      reason: 'out-of-stock',
    });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Circumstances } from '../../../../domain/context/circumstances.ts';
import { judgedAs } from '../../../../domain/context/judged-as.ts';
import { commitDecision } from '../../../../domain/decision/commit.ts';
import { type Decision, decide } from '../../../../domain/decision/decision.ts';
import type { Limit } from '../../../../domain/guardrails/limit.ts';
import { TrailEntry } from '../../../../domain/guardrails/trail.ts';
import { PolicyTerms } from '../../../../domain/policy/policy.ts';
import { formatMoney } from '../../../../domain/values/money.ts';
import { HOUR_MS, shift } from '../../../../domain/values/time.ts';
import shipped from '../../../../local/default-policy.json' with { type: 'json' };
import {
  decided,
  ending,
  guarded,
  inForce,
  inventory,
  minutesAgo,
  NOW,
  on,
  policy,
  product,
  release,
  rollback,
  said,
  state,
} from '../make.ts';
import { circumstances, corrected, nearby, proposals } from './any-circumstances.ts';

const RUNS = { numRuns: 1_500 };
const BINDING = ['emergency-cap', 'map', 'margin-floor'];
const PACING = ['max-step', 'window-band'];

/** The amount that follows from a limit's numbers, in exact integers; percentages have six decimals. */
function recomputed({ side, from }: Limit): number {
  if (from === undefined) return Number.NaN;
  if (!('percent' in from) || from.percent === undefined) return from.base;
  const scaled = BigInt(from.base) * BigInt(Math.round(from.percent * 1e6));
  return Number(side === 'lower' ? (scaled + 99_999_999n) / 100_000_000n : scaled / 100_000_000n);
}

/** The percentage in the text; undefined if there is none. */
function percentInWords(bound: string): number | undefined {
  const [, number, kind] = /([\d.]+)%( below| above| of list| margin)/.exec(bound) ?? [];
  if (number === undefined) return undefined;
  if (kind === ' of list') return Number(number);
  return kind === ' below' ? 100 - Number(number) : 100 + Number(number);
}

function falseLimits({ guardrail, limits = [] }: TrailEntry): string[] {
  return limits.flatMap((limit) => {
    const { bound, amount, from } = limit;
    const percent = from && 'percent' in from ? from.percent : undefined;
    const isTold = Math.abs((percentInWords(bound) ?? Number.NaN) - (percent ?? Number.NaN)) < 1e-6;
    return recomputed(limit) === amount && (percent === undefined || isTold)
      ? []
      : [`${guardrail}: ${bound} is not ${amount}`];
  });
}

function falseClamp(entry: TrailEntry): string[] {
  const { guardrail, verdict, before, after, bound, limits = [], ending: choice } = entry;
  if (verdict !== 'clamp' || before === null || after === null) return [];
  if (choice === undefined) {
    const named = limits.filter((limit) => limit.bound === bound).map(recomputed);
    return named.includes(after) ? [] : [`${guardrail}: ${bound} does not make ${after} of ${before}`];
  }
  const { endings, modulus, lower = 1, upper = Number.MAX_SAFE_INTEGER } = choice;
  const allowed = (price: number) =>
    price > 0 && price >= lower && price <= upper && endings.includes(price % modulus);
  const distance = Math.abs(after - before);
  for (let closer = 0; closer < Math.min(distance, 2_000); closer++)
    if (allowed(before - closer) || allowed(before + closer)) return [`${before} has a nearer ending`];
  const isLower = after < before || !allowed(before - distance);
  return allowed(after) && isLower && bound?.includes(`ending ${after % modulus}`)
    ? []
    : [`${guardrail}: ${after} is not the nearest to ${before}`];
}

/** The guardrails that a price breaks, by their definitions. */
function brokenBy(price: number, here: Circumstances, limitsOf: (name: string) => Limit[]): string[] {
  const { product, state, now } = here;
  const { reviewJump, cooldown, deadBand, reversalLimit, rounding } = here.policy.guardrails;
  const before = state.price?.amount;
  const beyond = (base: number | undefined, percent: number | undefined) =>
    base !== undefined &&
    percent !== undefined &&
    BigInt(Math.abs(price - base)) * 100_000_000n > BigInt(base) * BigInt(Math.round(percent * 1e6));
  const below = (base: number | undefined, percent: number | undefined) =>
    base !== undefined &&
    percent !== undefined &&
    BigInt(Math.abs(price - base)) * 100_000_000n < BigInt(base) * BigInt(Math.round(percent * 1e6));
  const { direction, reversals } = state.movement;
  const recent = reversals.filter((at) => at > minutesAgo(reversalLimit?.windowMinutes ?? 0)).length;
  const turns = before !== undefined && price !== before && direction !== (price > before ? 'up' : 'down');
  const breaks: Record<string, boolean> = {
    'review-jump':
      beyond(before, reviewJump?.ofPriceInForcePercent) ||
      beyond(product.listPrice, reviewJump?.ofListPercent),
    cooldown:
      cooldown !== undefined &&
      state.price !== undefined &&
      shift(state.price.since, cooldown.minutes * 60_000) > now,
    'dead-band':
      below(before, deadBand?.percent) ||
      (before !== undefined && Math.abs(price - before) < (deadBand?.amount ?? 1)),
    'reversal-limit':
      reversalLimit !== undefined && direction !== undefined && turns && recent >= reversalLimit.max,
    rounding: rounding !== undefined && !rounding.endings.includes(price % rounding.modulus),
  };
  const bounding = ['price-band', ...BINDING, ...PACING].filter((name) =>
    limitsOf(name).some((limit) =>
      limit.side === 'lower' ? price < recomputed(limit) : price > recomputed(limit),
    ),
  );
  return [...Object.keys(breaks).filter((name) => breaks[name]), ...bounding];
}

const isMend = ({ why }: TrailEntry): boolean => why?.includes('since the price in force breaks') ?? false;

function falsePasses({ price, trail }: Decision, here: Circumstances): string[] {
  if (price === undefined) return [];
  const limitsOf = (name: string) => trail.findLast(({ guardrail }) => guardrail === name)?.limits ?? [];
  const broken = brokenBy(price, here, limitsOf);
  const mend = trail.findIndex(isMend);
  // Entries before a repair are about the proposal, which did not come in force.
  const ofThePrice = trail.slice(Math.max(0, mend));
  const passed = ofThePrice.filter(
    ({ guardrail, verdict }) => ['pass', 'clamp'].includes(verdict) && broken.includes(guardrail),
  );
  const silent = mend < 0 ? [] : broken.filter((name) => !trail.some(saysSo(name)));
  return [
    ...passed.map(({ guardrail, verdict }) => `${guardrail}: ${verdict}, and ${price} breaks it`),
    ...silent
      .filter((name) => !skippedIn(here, name))
      .map((name) => `${name}: ${price} breaks it, and it says nothing`),
  ];
}

const skippedIn = (here: Circumstances, name: string): boolean =>
  (judgedAs(here) === 'list-price' && !BINDING.includes(name)) ||
  (['release', 'rollback'].includes(here.event.kind) && name !== 'rounding');

const saysSo =
  (name: string) =>
  ({ guardrail, verdict }: TrailEntry): boolean =>
    guardrail === name && ['yield', 'hold', 'reject'].includes(verdict);

function falseYields({ trail, price, currency, priceBefore }: Decision, here: Circumstances): string[] {
  const mend = trail.findIndex(isMend);
  return trail.flatMap(({ guardrail, verdict, why = '', yieldedTo, limits = [] }, at) => {
    // Entries before a repair are about the proposal, which did not come in force.
    const left = limits.length === 0 && at < mend ? undefined : price;
    if ((verdict === 'yield') !== (yieldedTo !== undefined)) return [`${guardrail}: ${verdict} to nobody`];
    if (yieldedTo === undefined) return [];
    const { guardrail: stronger, side, asked, allowed } = yieldedTo;
    const own = limits.filter((limit) => limit.side === side).map(recomputed);
    const theirs = trail.find((each) => each.guardrail === stronger);
    const step = guardrail === 'rounding' && stronger === 'price-band' ? leastStep(side, here) : undefined;
    const known = [...(theirs?.limits ?? []).map(recomputed), theirs?.yieldedTo?.allowed, step];
    const faults: [string, boolean][] = [
      ['does not name what it asked for', limits.length > 0 && !why.includes(formatMoney(asked, currency))],
      ['does not name what is allowed', !why.includes(`gives way to ${stronger}: `)],
      ['does not name what is allowed', !why.includes(formatMoney(allowed, currency))],
      ['asks for what is no limit of its own', own.length > 0 && !own.includes(asked)],
      ['gives way to what is no limit', theirs?.limits !== undefined && !known.includes(allowed)],
      ['gives way to one that leaves room', side === 'lower' ? asked <= allowed : asked >= allowed],
      [
        'gives way further than it must',
        left !== undefined && (side === 'lower' ? left > allowed : left < allowed),
      ],
      [
        'gives way to a weaker one',
        (PACING.includes(guardrail) && !BINDING.includes(stronger)) ||
          (guardrail === 'price-band' && !PACING.includes(stronger)),
      ],
      ['does not come nearer', guardrail === 'price-band' && price !== undefined && price === priceBefore],
    ];
    return faults.filter(([, isFault]) => isFault).map(([fault]) => `${guardrail} to ${stronger}: ${fault}`);
  });
}

/** The price after the smallest step that the dead band allows. */
function leastStep(side: Limit['side'], { state, policy }: Circumstances): number {
  const { amount = 1, percent = 0 } = policy.guardrails.deadBand ?? {};
  const before = state.price?.amount ?? Number.NaN;
  const change = Math.max(1, amount, Math.ceil((before * percent) / 100));
  return side === 'lower' ? before - change : before + change;
}

const falsehoods = (decision: Decision, here: Circumstances): string[] => [
  ...decision.trail.flatMap(falseLimits),
  ...decision.trail.flatMap(falseClamp),
  ...falsePasses(decision, here),
  ...falseYields(decision, here),
];

describe('whatever the policy, the product and the proposal, a trail', () => {
  it.each([
    ['of terms that were corrected', corrected, nearby],
    ['of anything', circumstances, proposals],
  ])(
    '%s tells amounts that follow from the numbers it names, and passes what the price keeps',
    (_, any, proposed) => {
      fc.assert(
        fc.property(any, proposed, (here, proposed) => {
          expect(falsehoods(decide(here, proposed), here)).toEqual([]);
        }),
        RUNS,
      );
    },
  );

  it('can be written down and read again, every number of it', () => {
    fc.assert(
      fc.property(corrected, nearby, (here, proposed) => {
        const { trail } = decide(here, proposed);
        expect(JSON.parse(JSON.stringify(trail)).map((each: unknown) => TrailEntry.parse(each))).toEqual(
          trail,
        );
      }),
      RUNS,
    );
  });
});

/** The included policy with its rules only. */
const shippedPolicy = (guardrails: object = {}) => {
  const terms = PolicyTerms.parse({ ...shipped, model: { use: false } });
  return policy({ ...terms, guardrails: { ...terms.guardrails, ...guardrails } });
};

describe('a list price corrected from 70.95 to 40.00 under the shipped policy', () => {
  const corrected = {
    product: product({ listPrice: 4_000, unitCost: 1_000 }),
    state: state({ price: inForce(7_095) }),
  };

  it('moves the price by one step, and says which guardrail keeps it from the price band', () => {
    const decision = decided(4_000, { ...corrected, policy: shippedPolicy() });
    expect([decision.price, decision.reason]).toEqual([
      6_389,
      'max-step, rounding: price ending 9; review-jump gives way to max-step; price-band gives way to max-step',
    ]);
    expect(said(decision, 'price-band')).toMatchObject({
      verdict: 'yield',
      yieldedTo: { guardrail: 'max-step', side: 'upper', asked: 5_200, allowed: 6_386 },
      why: '130% of list (at most EUR 52.00) gives way to max-step: 10% below the price in force (at least EUR 63.86)',
    });
    expect(said(decision, 'max-step')).toMatchObject({
      verdict: 'clamp',
      after: 6_386,
      bound: '10% below the price in force',
    });
  });

  it('comes into the band step by step, none longer than the policy allows', () => {
    const settled = pricesUntilInside({ ...on(corrected), policy: shippedPolicy({ windowBand: undefined }) });
    expect(settled).toEqual([6_389, 5_759, 5_189]);
  });

  it('waits where a window lets it move no further, and says so', () => {
    const moved = state({
      price: inForce(6_400),
      hourlyRanges: { '2026-11-22T11': { lowest: 6_400, highest: 9_200 } },
    });
    const decision = decided(4_000, { ...corrected, state: moved, policy: shippedPolicy() });
    expect([decision.outcome, decision.reason]).toEqual([
      'held',
      'price-band: the price in force, EUR 64.00, is too far outside for one step: 130% of list (at most EUR 52.00) gives way to window-band: the price in force (at least EUR 64.00)',
    ]);
  });

  it('is not rounded back to where the dead band would hold it for ever', () => {
    const policy = guarded({
      maxStep: { percent: 5 },
      priceBand: { highest: 600 },
      rounding: { endings: [49] },
      deadBand: { percent: 1 },
    });
    expect(ending(decided(600, { policy, state: state({ price: inForce(1_059) }) }))).toBe(1_007);
  });

  it('goes to a review where the policy says so', () => {
    const decision = decided(4_000, { ...corrected, policy: shippedPolicy({ outOfBand: 'review' }) });
    expect([decision.outcome, said(decision, 'price-band').verdict]).toEqual(['rejected', 'reject']);
  });

  it('goes to a review where one step is less than a minor unit: time does not help there', () => {
    const cheap = { product: product({ listPrice: 2, unitCost: 1 }), state: state({ price: inForce(5) }) };
    const policy = guarded({
      maxStep: { percent: 10 },
      priceBand: { percentOfList: { lowest: 60, highest: 130 } },
    });
    expect(decided(2, { ...cheap, policy }).outcome).toBe('rejected');
  });

  it.each([release(4_000), rollback(4_000)])('is put in force at once by a $kind', (event) => {
    const review = shippedPolicy({ outOfBand: 'review' });
    expect(ending(decided(4_000, { ...corrected, policy: review, event }))).toBe(3_999);
  });
});

describe('a bound that may not wait', () => {
  const stepping = { maxStep: { percent: 10 }, rounding: { endings: [9], modulus: 10 } };
  const capped = { emergencyCaps: [{ id: 'flood', from: '2026-11-20T00:00:00Z', maxRaisePercent: 0 }] };
  it.each([
    ['an emergency cap', 'emergency-cap', capped, {}, 5_200],
    ['a minimum advertised price', 'map', {}, { minimumAdvertisedPrice: 12_000 }, 12_000],
    ['the margin floor', 'margin-floor', {}, { unitCost: 12_000 }, 12_000],
  ])('as %s holds at once, and max-step says that it gave way to it', (_, stronger, more, changes, price) => {
    const decision = decided(7_000, {
      policy: guarded({ ...stepping, ...more }),
      product: product(changes),
      state: state({ price: inForce(7_095), frozenPrices: { flood: 5_200 } }),
    });
    expect([decision.price, said(decision, 'max-step').verdict]).toEqual([price, 'yield']);
    expect(said(decision, 'max-step').yieldedTo?.guardrail).toBe(stronger);
    expect(decision.reason).toContain(`max-step gives way to ${stronger}`);
  });

  it('says which bound the ending gives way to, when it holds for another price than the proposal had', () => {
    const narrow = {
      emergencyCaps: [{ id: 'flood', from: '2026-11-20T00:00:00Z', maxRaisePercent: 1 }],
      priceBand: { highest: 900 },
      windowBand: { percent: 5, hours: 1 },
      deadBand: { percent: 5 },
      rounding: { endings: [0], modulus: 10 },
    };
    const decision = decided(300, {
      policy: guarded(narrow),
      state: state({ price: inForce(1_764), frozenPrices: { flood: 1_661 } }),
    });
    expect([
      decision.price,
      decision.trail.findLast(({ guardrail }) => guardrail === 'rounding'),
    ]).toMatchObject([
      1_677,
      { verdict: 'yield', yieldedTo: { guardrail: 'emergency-cap', allowed: 1_677 } },
    ]);
    expect(decision.reason).toContain('rounding gives way to emergency-cap');
    expect(decision.reason).not.toContain('rounding gives way to price-band');
  });

  it('leaves the rest of the way into the band to steps', () => {
    const policy = guarded({ ...stepping, ...capped, priceBand: { highest: 4_000 } });
    const decision = decided(3_000, {
      policy,
      state: state({ price: inForce(7_095), frozenPrices: { flood: 5_200 } }),
    });
    expect([decision.price, said(decision, 'price-band').verdict]).toEqual([5_200, 'yield']);
  });

  it('holds also for a price that is held, and what gave way says so', () => {
    const policy = guarded({ ...stepping, cooldown: { minutes: 10_000 } });
    const raised = {
      product: product({ minimumAdvertisedPrice: 12_000 }),
      state: state({ price: inForce(7_095) }),
    };
    const decision = decided(7_000, { policy, ...raised });
    expect(decision.price).toBe(12_000);
    expect(decision.trail.slice(-3)).toMatchObject([
      { guardrail: 'map', verdict: 'clamp', after: 12_000 },
      {
        guardrail: 'max-step',
        verdict: 'yield',
        yieldedTo: { guardrail: 'map', asked: 7_804, allowed: 12_000 },
      },
      { guardrail: 'rounding', verdict: 'yield', yieldedTo: { guardrail: 'map' } },
    ]);
  });

  it('lets a change pass that otherwise needs a review, and review-jump says that it gave way', () => {
    const policy = guarded({ reviewJump: { ofPriceInForcePercent: 50 } });
    const raised = {
      product: product({ minimumAdvertisedPrice: 1_700 }),
      state: state({ price: inForce(1_000) }),
    };
    const decision = decided(1_000, { policy, ...raised });
    expect([decision.price, said(decision, 'review-jump').verdict]).toEqual([1_700, 'yield']);
  });
});

describe('rounding', () => {
  const nines = { rounding: { endings: [9], modulus: 10 } };

  it('says so where no price with the ending fits between the bounds', () => {
    const policy = guarded({ ...nines, priceBand: { lowest: 1_231, highest: 1_238 } });
    expect(said(decided(1_234, { policy }), 'rounding')).toMatchObject({
      verdict: 'yield',
      why: "price ending 9 gives way to price-band: the policy's lowest price (at least EUR 12.31)",
    });
  });

  it('gives the ending also to a price that only the margin floor will raise', () => {
    const decision = decided(500, { policy: guarded(nines), product: product({ unitCost: 801 }) });
    expect([decision.price, said(decision, 'rounding').bound]).toEqual([
      809,
      'price ending 9, within unit cost and 0% margin',
    ]);
  });

  it('makes no change of direction of a price that keeps its own', () => {
    const limited = guarded({ ...nines, reversalLimit: { max: 0, windowMinutes: 60 } });
    const rising = state({ movement: { direction: 'up', reversals: [] } });
    expect(ending(decided(1_001, { policy: limited, state: rising }))).toBe(1_009);
  });
});

describe('what passed, and was moved since,', () => {
  it('is held where the margin floor leaves a change that is too small', () => {
    const policy = guarded({ deadBand: { percent: 1 } });
    const decision = decided(700, { policy, product: product({ unitCost: 995 }) });
    expect([decision.outcome, decision.reason]).toEqual([
      'held',
      'dead-band: a change by EUR 0.05 is below 1%',
    ]);
  });

  it('is for a review where the price band makes a jump of it', () => {
    const policy = guarded({ reviewJump: { ofPriceInForcePercent: 50 }, priceBand: { lowest: 1_600 } });
    expect(decided(1_000, { policy }).outcome).toBe('rejected');
  });
});

describe('the words of a review-jump', () => {
  it('have the decimals that show what is more than allowed', () => {
    const policy = guarded({ reviewJump: { ofPriceInForcePercent: 50 } });
    const decision = decided(1_500_100, { policy, state: state({ price: inForce(1_000_000) }) });
    expect(said(decision, 'review-jump').why).toMatch(/^50\.01% away/);
  });
});

it('a trail of before its numbers were written is read as it was', () => {
  const old = {
    guardrail: 'max-step',
    verdict: 'clamp',
    before: 4_000,
    after: 5_200,
    bound: '10% below the price in force',
    limits: [{ side: 'lower', amount: 6_386, bound: '10% below the price in force' }],
  };
  expect(TrailEntry.parse(old)).toEqual(old);
});

/** The prices until one is inside the band, an hour apart. */
function pricesUntilInside(start: Circumstances): (number | undefined)[] {
  const prices: (number | undefined)[] = [];
  let { state } = start;
  for (let hour = 0; hour < 40 && (state.price?.amount ?? 0) > 5_200; hour++) {
    const event = inventory({ eventId: `e${hour}`, sequence: 10 + hour });
    const decision = decide(
      { ...start, state, event, now: shift(NOW, hour * HOUR_MS) },
      { source: 'rules', by: 'list-price', amount: 4_000, currency: 'EUR', evidence: {} },
    );
    prices.push(decision.price);
    state = commitDecision(state, event, decision);
  }
  return prices;
}

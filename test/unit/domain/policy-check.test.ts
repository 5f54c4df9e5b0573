import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { type GuardrailSettings, PolicyTerms } from '../../../domain/policy/policy.ts';
import { policyWarnings } from '../../../domain/policy-check/index.ts';
import { leftOut } from '../../../domain/policy-check/left-out.ts';
import { samplePolicy } from '../../../lab/simulation/sample.ts';
import shipped from '../../../local/default-policy.json' with { type: 'json' };

type Terms = z.input<typeof PolicyTerms>;
const warned = (terms: Partial<Terms>): string[] =>
  policyWarnings(PolicyTerms.parse({ policyId: 'p', model: { use: false }, guardrails: {}, ...terms })).map(
    ({ at, message }) => `${at}: ${message}`,
  );
const guarded = (guardrails: z.input<typeof GuardrailSettings>, rules: Terms['rules'] = []) =>
  warned({ guardrails, rules });

const low = (below: number, raisePercent = 10) => ({ kind: 'low-stock', below, raisePercent }) as const;
const over = (above: number, discountPercent = 10) =>
  ({ kind: 'overstock', above, discountPercent }) as const;
const runOut = (atMost: number, minimumHours = 1, percentOfList = { lowest: 90, highest: 110 }) =>
  ({ kind: 'run-out', atMost, elasticity: 2, minimumHours, percentOfList }) as const;
const keep = (forMinutes = 120) => ({ kind: 'keep-price', forMinutes }) as const;
const cap = (changes: object = {}) => ({
  id: 'flood',
  from: '2026-01-01T00:00:00Z',
  maxRaisePercent: 10,
  ...changes,
});

describe('sound terms', () => {
  it('get no warning', () => {
    expect(
      warned({
        model: { use: true },
        rules: [keep(), low(10, 20), runOut(100), over(500, 20)],
        guardrails: {
          reviewJump: { ofListPercent: 40, ofPriceInForcePercent: 60 },
          priceBand: { lowest: 100, highest: 10_000, percentOfList: { lowest: 60, highest: 130 } },
          maxStep: { percent: 15 },
          windowBand: { percent: 30 },
          deadBand: { percent: 1 },
          emergencyCaps: [cap({ until: '2026-02-01T00:00:00Z' })],
        },
      }),
    ).toEqual([]);
  });
});

describe('a band', () => {
  it('of one price is none', () => {
    expect(guarded({ priceBand: { lowest: 100, highest: 100 } })).toEqual([]);
  });

  it('without the list price in it is warned of', () => {
    expect(guarded({ priceBand: { percentOfList: { lowest: 105, highest: 120 } } })[0]).toContain(
      'leaves out the list price',
    );
  });

  it('that has none of the candidates of the model is warned of, if the model is used', () => {
    const terms = (use: boolean) => ({
      model: { use, percentOfList: { lowest: 50, highest: 80 } },
      guardrails: { priceBand: { percentOfList: { lowest: 90, highest: 110 } } },
    });
    expect(warned(terms(true))[0]).toContain('model.percentOfList: lies outside');
    expect(warned(terms(false))).toEqual([]);
  });
});

describe('a rule', () => {
  it.each([
    ['a wider low-stock rule before it', [low(20), low(10)]],
    ['a wider overstock rule before it', [over(10), over(20)]],
    ['a low-stock rule before it that leaves a run-out rule nothing', [low(101), runOut(100)]],
    ['a run-out rule before it that wants less', [runOut(100, 1), runOut(50, 2)]],
  ])('covered by %s can never apply', (_, rules) => {
    expect(guarded({}, rules)).toEqual(['rules.1: can never apply: rules.0 comes first and covers it']);
  });

  it.each([
    ['a narrower low-stock rule', [low(10), low(20)]],
    ['a run-out rule, which wants a sale', [runOut(100), low(50)]],
    ['a run-out rule that wants more hours', [runOut(100, 2), runOut(50, 1)]],
    ['a rule for one unit less', [low(100), runOut(100)]],
  ])('behind %s can apply', (_, rules) => {
    expect(guarded({}, rules)).toEqual([]);
  });

  it('behind a low-stock and an overstock rule that overlap can never apply', () => {
    expect(guarded({}, [low(100), over(50), runOut(200)])).toContain(
      'rules.2: can never apply: the rules before it leave no stock over',
    );
    expect(guarded({}, [low(100), over(100), runOut(200)])).toEqual([]);
  });

  it('for no stock at all can never apply', () => {
    expect(guarded({}, [low(1)])[0]).toContain('rules.0: can never apply');
    expect(guarded({}, [low(2)])).toEqual([]);
  });

  it('that asks for a price outside the band is warned of', () => {
    const priceBand = { percentOfList: { lowest: 80, highest: 120 } };
    expect(guarded({ priceBand }, [low(10, 30)])[0]).toContain('rules.0: asks for 130% of list');
    expect(guarded({ priceBand }, [low(10, 20)])).toEqual([]);
  });
});

describe('a review jump', () => {
  it('smaller than what a rule asks for is warned of', () => {
    expect(guarded({ reviewJump: { ofListPercent: 25 } }, [low(10, 30)])[0]).toContain(
      'rules.0 asks for 130%',
    );
    expect(guarded({ reviewJump: { ofListPercent: 30 } }, [low(10, 30)])).toEqual([]);
  });

  it('smaller than the way back from a discount is warned of', () => {
    // Down by 30% passes, but from 70 back to 100 is up by 42.9%.
    expect(guarded({ reviewJump: { ofPriceInForcePercent: 35 } }, [over(10, 30)])[0]).toContain(
      'from 70% to 100% of list, by 42.9%',
    );
    expect(guarded({ reviewJump: { ofPriceInForcePercent: 43 } }, [over(10, 30)])).toEqual([]);
  });

  it('starts from a price in force that the band has clamped', () => {
    const priceBand = { percentOfList: { lowest: 90, highest: 130 } };
    expect(guarded({ priceBand, reviewJump: { ofPriceInForcePercent: 35 } }, [over(10, 30)])).toEqual([
      expect.stringContaining('rules.0: asks for 70% of list, outside'),
    ]);
  });
});

describe('limits on steps', () => {
  it('that the dead band is wider than are warned of', () => {
    expect(guarded({ maxStep: { percent: 5 }, deadBand: { percent: 6 } })[0]).toContain(
      'guardrails.deadBand',
    );
    expect(guarded({ maxStep: { percent: 5 }, deadBand: { percent: 5 } })).toEqual([]);
  });

  it('that are not there, for a price out of band, are warned of', () => {
    expect(guarded({ outOfBand: 'review' })[0]).toContain('guardrails.outOfBand: has no effect');
    expect(guarded({ outOfBand: 'review', maxStep: { percent: 5 } })).toEqual([]);
  });

  it('that the window makes useless are warned of', () => {
    expect(guarded({ maxStep: { percent: 20 }, windowBand: { percent: 10 } })[0]).toContain('never binds');
  });
});

describe('an emergency cap', () => {
  it('for no region is warned of', () => {
    expect(guarded({ emergencyCaps: [cap({ regions: [] })] })[0]).toContain('its list of regions is empty');
  });

  it('with the id of another is warned of', () => {
    expect(guarded({ emergencyCaps: [cap(), cap()] })).toEqual([
      expect.stringContaining('guardrails.emergencyCaps.1.id'),
    ]);
  });
});

describe('the model', () => {
  it.each<[string, Terms['model']]>([
    ['model.challenger: is never asked', { use: false, challenger: 'second' }],
    ['model.challenger: is the model itself', { use: true, endpoint: 'first', challenger: 'first' }],
    ['model.level.halfLifeHours: has no effect', { use: true, learn: false, level: { halfLifeHours: 1 } }],
    ['model.leastGainPercent: has no effect', { use: false, leastGainPercent: 1 }],
    ['model.slope: has no effect: the policy does not use', { use: false, slope: { sd: 0.5 } }],
    ['model.slope: has no effect: nothing is learned', { use: true, learn: false, slope: { caution: 1 } }],
    ['model.explore: has no effect: the policy does', { use: false, explore: { productsPercent: 1 } }],
    [
      'model.explore: has no effect: nothing is',
      { use: true, learn: false, explore: { productsPercent: 1 } },
    ],
    ['model.explore: ends at', { use: true, slope: { sd: 0 }, explore: { productsPercent: 1 } }],
  ])('is warned of where a setting does nothing: %s', (warning, model) => {
    expect(warned({ model, rules: model.use ? [keep()] : [] })).toEqual([expect.stringContaining(warning)]);
  });
});

describe('bounds for scarce stock', () => {
  const band = { priceBand: { percentOfList: { lowest: 60, highest: 130 } } };
  const scarce = (changes: object = {}) => ({ whenScarce: { highestPercentOfList: 150, ...changes } });

  it.each<[string, z.input<typeof GuardrailSettings>]>([
    ['highestPercentOfList: widens no band: there is no', scarce()],
    [
      'highestPercentOfList: widens no band: guardrails.priceBand allows 150%',
      {
        priceBand: { percentOfList: { lowest: 60, highest: 150 } },
        ...scarce(),
      },
    ],
    [
      'stepRaisePercent: has no effect: there is no guardrails.maxStep',
      {
        ...band,
        ...scarce({ stepRaisePercent: 20 }),
      },
    ],
    [
      'windowRaisePercent: has no effect: guardrails.windowBand allows 30%',
      {
        ...band,
        windowBand: { percent: 30 },
        ...scarce({ windowRaisePercent: 30 }),
      },
    ],
  ])('widen something: %s', (warning, guardrails) => {
    expect(guarded(guardrails)).toEqual([expect.stringContaining(`guardrails.whenScarce.${warning}`)]);
  });

  it('are asked about in full, if the model is asked beyond the band', () => {
    const model = { use: true, percentOfList: { lowest: 60, highest: 180 } };
    expect(warned({ model, rules: [keep()], guardrails: { ...band, ...scarce() } })).toEqual([
      expect.stringContaining('model.percentOfList.highest: is above guardrails.whenScarce, 150%'),
    ]);
  });

  it('get no warning where each of them is wider', () => {
    const paced = { maxStep: { percent: 10 }, windowBand: { percent: 30 } };
    const wider = scarce({ stepRaisePercent: 20, windowRaisePercent: 60 });
    expect(guarded({ ...band, ...paced, ...wider })).toEqual([]);
  });
});

it('a review of steps that are allowed is warned of', () => {
  expect(guarded({ maxStep: { percent: 10 }, reviewJump: { ofPriceInForcePercent: 8 } })).toEqual([
    expect.stringContaining('reviewJump.ofPriceInForcePercent: sends changes to review'),
  ]);
});

describe('keep-price', () => {
  it.each<[string, boolean, Terms['rules'], string[]]>([
    ['is missing', true, [low(10)], ['rules: have no keep-price']],
    ['is not the first rule', true, [low(10), keep()], ['rules.1: keeps the price only where']],
    ['keeps the price of a model that is not used', false, [keep()], ['rules.0: has no effect']],
    [
      'comes twice',
      true,
      [keep(120), keep(60)],
      ['rules.1: can never apply: rules.0 comes first and covers it'],
    ],
  ])('is warned of where it %s', (_, use, rules, warnings) => {
    expect(warned({ model: { use }, rules })).toEqual(warnings.map((each) => expect.stringContaining(each)));
  });

  it.each<[string, Terms['rules']]>([
    ['another rule follows it', [keep(), over(100), low(10)]],
    ['a longer one follows it', [keep(60), keep(120)]],
  ])('is not where %s', (_, rules) => {
    expect(warned({ model: { use: true }, rules })).toEqual([]);
  });

  it('is the first rule of the policies that come along', () => {
    for (const terms of [PolicyTerms.parse(shipped), samplePolicy()])
      expect(policyWarnings(terms).filter(({ at }) => at.startsWith('rules'))).toEqual([]);
  });
});

it.each(['goLive', 'watchdog'] as const)('%s is warned of without the model', (term) => {
  expect(warned({ model: { use: false }, [term]: {} })).toEqual([
    `${term}: has no effect: the policy does not use the model`,
  ]);
});

describe('a breaker', () => {
  const breaker = (movePercent: number, windowHours = 1) => ({
    breaker: { sharePercent: 20, movePercent, windowHours, minimumProducts: 5 },
  });
  const band = { guardrails: { windowBand: { percent: 30, hours: 6 } } };

  it('that waits for more than the window band allows is warned of', () => {
    expect(warned({ ...breaker(30), ...band })).toEqual([
      'breaker.movePercent: trips by no ordinary event: guardrails.windowBand lets no price move by more than 30% within 6 h',
    ]);
  });

  it.each([
    ['waits for less', { ...breaker(29), ...band }],
    ['looks at a longer window', { ...breaker(30, 7), ...band }],
    ['stands alone', breaker(30)],
  ])('that %s is not', (_, terms) => {
    expect(warned(terms)).toEqual([]);
  });
});

describe('terms that are left out of a new version', () => {
  const before = PolicyTerms.parse({
    policyId: 'p',
    model: { use: true, level: { cv: 0.3 } },
    rules: [low(10)],
    guardrails: { priceBand: { lowest: 100, highest: 900 }, deadBand: { percent: 1 } },
    repriceAfterMinutes: 10,
  });
  const lost = (given: Terms) => leftOut(before, PolicyTerms.parse(given), given);

  it('are named with what they were, and with what holds now', () => {
    const given: Terms = {
      policyId: 'p',
      model: { use: true },
      guardrails: { priceBand: { lowest: 100 }, deadBand: { percent: 2 } },
    };
    expect(lost(given)).toEqual([
      { at: 'model.level.cv', message: 'is left out; it was 0.3, and it is 0.7 again' },
      { at: 'rules', message: `is left out; it was ${JSON.stringify(before.rules)}, and it is [] again` },
      { at: 'guardrails.priceBand.highest', message: 'is left out; it was 900, and it no longer holds' },
      { at: 'repriceAfterMinutes', message: 'is left out; it was 10, and it is 30 again' },
    ]);
  });

  it('are none where every term is given, changed or not, or had its default before', () => {
    expect(lost({ ...before, repriceAfterMinutes: 99, rules: [] })).toEqual([]);
    const { sequence: _, salesRate: __, ...given } = before;
    expect(lost(given)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { Policy, PolicyTerms } from '../../../domain/policy/policy.ts';

const terms = { policyId: 'default', model: { use: true }, guardrails: {} };
const withGuardrails = (guardrails: object) => ({ ...terms, guardrails });
const withModel = (model: object) => ({ ...terms, model: { use: true, ...model } });
const withRule = (rule: object) => ({ ...terms, rules: [rule] });

/** The path and the message of a problem. */
const problemsOf = (input: object): string =>
  (PolicyTerms.safeParse(input).error?.issues ?? [])
    .map(({ path, message }) => `${path.join('.')}: ${message}`)
    .join('; ');

describe('the terms of a policy', () => {
  it.each([
    ['at the top', { ...terms, guardrail: {} }, 'guardrail'],
    ['in the model', { ...terms, model: { use: true, timeout: 5 } }, 'timeout'],
    ['in the level of demand', withModel({ level: { cv: 1, spread: 2 } }), 'spread'],
    ['in the calibration', withModel({ calibration: { minimum: 5 } }), 'minimum'],
    ['in the guardrails', withGuardrails({ maxstep: { percent: 5 } }), 'maxstep'],
    ['in a guardrail', withGuardrails({ maxStep: { percent: 5, perHour: 1 } }), 'perHour'],
    ['in review-jump', withGuardrails({ reviewJump: { ofPrice: 5 } }), 'ofPrice'],
    ['in the price band', withGuardrails({ priceBand: { lowset: 5 } }), 'lowset'],
    [
      'in a percentage of list',
      withGuardrails({ priceBand: { percentOfList: { lowest: 1, highest: 2, max: 3 } } }),
      'max',
    ],
    [
      'in a cap',
      withGuardrails({
        emergencyCaps: [{ id: 'a', from: '2026-01-01T00:00:00Z', maxRaisePercent: 1, region: 'n' }],
      }),
      'region',
    ],
    [
      'in the margin floor',
      withGuardrails({ marginFloor: { minimumMarginPercent: 1, margin: 2 } }),
      'margin',
    ],
    ['in a rule', withRule({ kind: 'low-stock', below: 5, raisePercent: 5, above: 3 }), 'above'],
    ['in the sequence', { ...terms, sequence: { maxJump: 5, max: 6 } }, 'max'],
    ['in the sales rate', { ...terms, salesRate: { halfLifeMinutes: 5, halfLife: 6 } }, 'halfLife'],
  ])('name a key that they do not know, %s', (_, input, key) => {
    expect(problemsOf(input)).toContain(`"${key}"`);
  });

  it.each([
    ['rules.0.kind', withRule({ kind: 'lowstock', below: 5, raisePercent: 5 })],
    ['rules.0.below', withRule({ kind: 'low-stock', below: 0, raisePercent: 5 })],
    ['rules.0.raisePercent', withRule({ kind: 'low-stock', below: 5, raisePercent: -5 })],
    ['rules.0.discountPercent', withRule({ kind: 'overstock', above: 5, discountPercent: 100 })],
    ['guardrails.maxStep.percent', withGuardrails({ maxStep: { percent: 0 } })],
    ['guardrails.maxStep.percent', withGuardrails({ maxStep: { percent: Number.NaN } })],
    ['guardrails.cooldown.minutes', withGuardrails({ cooldown: { minutes: 0 } })],
    ['guardrails.priceBand.lowest', withGuardrails({ priceBand: { lowest: 9.99 } })],
    ['guardrails.windowBand.hours', withGuardrails({ windowBand: { percent: 5, hours: 25 } })],
    ['guardrails.reversalLimit.max', withGuardrails({ reversalLimit: { max: 21, windowMinutes: 5 } })],
    ['guardrails.rounding.endings', withGuardrails({ rounding: { endings: [] } })],
    ['guardrails.rounding.endings', withGuardrails({ rounding: { endings: [100] } })],
    [
      'guardrails.marginFloor.minimumMarginPercent',
      withGuardrails({ marginFloor: { minimumMarginPercent: -1 } }),
    ],
    [
      'guardrails.emergencyCaps.0.from',
      withGuardrails({ emergencyCaps: [{ id: 'a', from: '2026-01-01', maxRaisePercent: 1 }] }),
    ],
    ['model.use', { ...terms, model: {} }],
    ['model.candidates', { ...terms, model: { use: true, candidates: 66 } }],
    ['model.endpoint', withModel({ endpoint: '' })],
    ['model.endpoint', withModel({ endpoint: '-demand' })],
    ['model.endpoint', withModel({ endpoint: 'demand-' })],
    ['model.endpoint', withModel({ endpoint: 'demand_2' })],
    ['model.endpoint', withModel({ endpoint: 'https://demand' })],
    ['model.endpoint', withModel({ endpoint: 'd'.repeat(64) })],
    ['model.challenger', withModel({ challenger: 'two words' })],
    ['model.learn', withModel({ learn: 'yes' })],
    ['model.minimumHours', withModel({ minimumHours: -1 })],
    ['model.level.cv', withModel({ level: { cv: 0 } })],
    ['model.level.cv', withModel({ level: { cv: 5.1 } })],
    ['model.level.lowest', withModel({ level: { lowest: 0 } })],
    ['model.level.lowest', withModel({ level: { lowest: 1.1 } })],
    ['model.level.highest', withModel({ level: { highest: 0.9 } })],
    ['model.level.halfLifeHours', withModel({ level: { halfLifeHours: 0 } })],
    ['model.calibration.lowest', withModel({ calibration: { lowest: 0 } })],
    ['model.calibration.lowest', withModel({ calibration: { lowest: 1.1 } })],
    ['model.calibration.highest', withModel({ calibration: { highest: 0.9 } })],
    ['model.calibration.minimumUnits', withModel({ calibration: { minimumUnits: 0 } })],
    ['guardrails', { ...terms, guardrails: undefined }],
    ['policyId', { ...terms, policyId: '' }],
  ])('name %s when it makes no sense', (field, input) => {
    expect(problemsOf(input)).toMatch(new RegExp(`^${field}: `));
  });

  it('learn the level of demand, and ask for no calibration, where nothing else is written', () => {
    const { model } = PolicyTerms.parse(terms);
    expect(model).toMatchObject({ learn: true, level: { cv: 0.7, lowest: 0.1, highest: 10 } });
    for (const absent of ['endpoint', 'challenger', 'calibration']) expect(model).not.toHaveProperty(absent);
    expect(model.level).not.toHaveProperty('halfLifeHours');
  });

  it('fill up what is left out of a level and of a calibration', () => {
    const { model } = PolicyTerms.parse(withModel({ level: { halfLifeHours: 12 }, calibration: {} }));
    expect(model.level).toEqual({
      cv: 0.7,
      lowest: 0.1,
      highest: 10,
      halfLifeHours: 12,
      leastCv: 0.1,
      dispersion: 1,
    });
    expect(model.calibration).toEqual({ lowest: 0.5, highest: 2, minimumUnits: 100 });
  });

  it.each(['d', 'demand', 'Pricewire-Demand--2', 'd'.repeat(63)])('take the endpoint %s', (endpoint) => {
    const { model } = PolicyTerms.parse(withModel({ endpoint, challenger: endpoint }));
    expect([model.endpoint, model.challenger]).toEqual([endpoint, endpoint]);
  });

  it('bound nothing that is not written, and keep cost as the floor', () => {
    expect(PolicyTerms.parse(terms).guardrails).toEqual({
      emergencyCaps: [],
      marginFloor: { minimumMarginPercent: 0 },
    });
  });

  it('have a rolling day for a window where none is written', () => {
    const read = PolicyTerms.parse(withGuardrails({ windowBand: { percent: 5 } }));
    expect(read.guardrails.windowBand).toEqual({ percent: 5, hours: 24 });
  });

  it('are the same when they are read a second time', () => {
    const once = PolicyTerms.parse(terms);
    expect(PolicyTerms.parse(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });
});

describe('a policy', () => {
  it.each(['live', 'shadow', 'paused'])('can be %s', (mode) => {
    expect(Policy.safeParse({ ...terms, version: 1, mode }).success).toBe(true);
  });

  it.each(['Live', 'off', undefined])('can not be %s', (mode) => {
    expect(Policy.safeParse({ ...terms, version: 1, mode }).success).toBe(false);
  });
});

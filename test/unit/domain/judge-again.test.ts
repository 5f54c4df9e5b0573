import { afterEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { Decision, decide } from '../../../domain/decision/decision.ts';
import { type DecisionRecord, judgeAgain } from '../../../domain/decision/judge-again.ts';
import { verifyDecision } from '../../../domain/decision/verified-decision.ts';
import { GUARDRAILS } from '../../../domain/guardrails/index.ts';
import { maxStep } from '../../../domain/guardrails/max-step.ts';
import { proposeByOperator, proposeByRules } from '../../../domain/proposals/rules.ts';
import { ModelTimeout, ModelUnavailable } from '../../../domain/values/errors.ts';
import { askModel } from '../../../tasks/models.ts';
import { elasticModel } from '../../fakes/demand-models.ts';
import { inForce, inventory, on, ordered, policy, product, release, state } from './make.ts';

afterEach(() => vi.restoreAllMocks());

const LOADED = '2026-11-22T12:00:00.100Z';
const MADE = '2026-11-22T12:00:00.200Z';
const DECIDED = '2026-11-22T12:00:00.300Z';
const TERMS = {
  model: { use: true },
  guardrails: { maxStep: { percent: 5 }, rounding: { endings: [99] } },
};
const carried = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));

/** The record of an event on a well-stocked product, for which the model proposed about twice the cost. */
async function recorded(
  changes: Parameters<typeof on>[0] = {},
  propose?: (circumstances: ReturnType<typeof on>) => DecisionRecord['proposal'],
): Promise<DecisionRecord> {
  const {
    event,
    now: _,
    ...circumstances
  } = on({
    event: inventory({ stock: 5_000 }),
    product: product({ baselineUnitsPerHour: 10 }),
    policy: policy(TERMS),
    ...changes,
  });
  const context = carried({ ...circumstances, loadedAt: LOADED });
  const then = { ...context, event, now: MADE };
  const made = propose ? propose(then) : await askModel(elasticModel(), then);
  const proposal = made && carried({ ...made, madeOn: context.state.revision, madeAt: MADE });
  return {
    event,
    on: context,
    proposedOn: context,
    ...(proposal ? { proposal } : {}),
    decision: carried(decide({ ...context, event, now: DECIDED }, proposal)),
    code: '0.1.0',
  };
}

describe('a record', () => {
  it('leads to its decision', async () => {
    expect(await verifyDecision(await recorded(), '0.1.0')).toEqual({ result: 'same', notes: [] });
  });

  it('leads to it where a field is undefined that JSON leaves out', async () => {
    const record = await recorded();
    const decision = { ...record.decision, observed: undefined };
    expect(await verifyDecision({ ...record, decision }, '0.1.0')).toMatchObject({ result: 'same' });
  });

  it('names the guardrail that says something else by now, and where', async () => {
    const record = await recorded();
    vi.spyOn(maxStep, 'limits').mockReturnValue([]);

    expect(await verifyDecision(record, '0.2.0')).toEqual({
      result: 'different',
      difference: {
        path: `decision.trail[${GUARDRAILS.indexOf(maxStep)}].verdict`,
        recorded: 'clamp',
        again: 'pass',
      },
      guardrail: 'max-step',
      notes: ['Version 0.1.0 decided; this is 0.2.0.'],
    });
  });

  it('leads to another decision where a version of the policy was changed under its number', async () => {
    const record = await recorded();
    const changed = policy({ ...TERMS, guardrails: { ...TERMS.guardrails, maxStep: { percent: 6 } } });
    const on = { ...record.on, policy: changed };

    expect(await verifyDecision({ ...record, on }, '0.1.0')).toMatchObject({
      guardrail: 'max-step',
      notes: [expect.stringContaining('Both versions are')],
    });
  });

  it.each([
    ['a price of another proposal', { amount: 1_001 }, 'proposal.amount'],
    ['another curve', { curve: [] }, 'proposal.curve[0]'],
  ])('shows %s', async (_, change, path) => {
    const { proposal, ...record } = await recorded();
    const changed = { ...record, proposal: { ...proposal, ...change } as typeof proposal };
    expect(await verifyDecision(changed as DecisionRecord, '0.1.0')).toMatchObject({
      result: 'different',
      difference: { path },
    });
  });

  it('shows that its event would take another way', async () => {
    const { proposal: _, ...record } = await recorded({ policy: policy({ ...TERMS, mode: 'paused' }) });
    const on = { ...record.on, policy: policy(TERMS) };
    expect(await verifyDecision({ ...record, on }, '0.1.0')).toMatchObject({
      result: 'different',
      difference: { path: 'way', recorded: 'stand', again: 'ask-model' },
    });
  });

  it.each([
    ['rules', {}, (then: ReturnType<typeof on>) => proposeByRules(then), { model: { use: false } }],
    ['a fallback', {}, (then: ReturnType<typeof on>) => proposeByRules(then, 'ModelTimeout: late'), TERMS],
    ['an order', { event: release(1_100) }, proposeByOperator, TERMS],
  ])('of %s leads to its decision, too', async (_, changes, propose, terms) => {
    const circumstances = ordered(on({ ...changes, policy: policy(terms) }));
    expect(await verifyDecision(await recorded(circumstances, propose), '0.1.0')).toEqual({
      result: 'same',
      notes: [],
    });
  });

  it('of an event that was rejudged takes the proposal from the context that it was made on', async () => {
    const first = await recorded();
    const moved = { ...first.on, state: state({ revision: 2, price: inForce(990, { revision: 2 }) }) };
    const decision = carried(decide({ ...moved, event: first.event, now: DECIDED }, first.proposal));
    const record = { ...first, on: moved, decision };

    expect(await verifyDecision(record, '0.1.0')).toEqual({ result: 'same', notes: [] });
    const { proposedOn: _, ...lost } = record;
    expect(await verifyDecision(lost, '0.1.0')).toEqual({
      result: 'same',
      notes: [expect.stringContaining('recorded proposal is used')],
    });
    expect(await verifyDecision({ ...record, proposedOn: moved }, '0.1.0')).toMatchObject({
      result: 'different',
      difference: { path: expect.stringContaining('proposal') },
    });
  });

  it('without the raw answers says that the proposal was not judged again', async () => {
    const { proposal, ...record } = await recorded();
    if (proposal === undefined) throw new Error('there is a proposal');
    const { answered: _, ...rest } = proposal;
    expect(await verifyDecision({ ...record, proposal: rest }, '0.1.0')).toEqual({
      result: 'same',
      notes: [expect.stringContaining('raw answers')],
    });
  });
});

describe('a supposition', () => {
  const { version: _, mode: __, ...wide } = policy({ model: { use: true }, guardrails: {} });

  it('of other guardrails goes by the recorded answers where the same is asked', async () => {
    const record = await recorded();
    const ask = vi.fn();

    const { decision, unknown } = await judgeAgain(record, { terms: wide, ask });

    expect(record.decision.price).not.toBe(record.proposal?.amount);
    expect(decision).toMatchObject({ outcome: 'priced', price: record.proposal?.amount });
    expect(unknown).toEqual([]);
    expect(ask).not.toHaveBeenCalled();
  });

  const narrow = { ...wide, model: { ...wide.model, percentOfList: { lowest: 97, highest: 120 } } };

  it('that asks for other prices asks the model, else says that it is not known', async () => {
    const record = await recorded();
    const ask = (then: ReturnType<typeof on>) => askModel(elasticModel(), then);

    expect(await judgeAgain(record, { terms: narrow, ask })).toMatchObject({
      decision: { price: 970 },
      unknown: [],
    });
    expect(await judgeAgain(record, { terms: narrow })).toMatchObject({
      proposal: { amount: record.proposal?.amount },
      unknown: ['answer'],
    });
  });

  it('takes an endpoint that is away for no answer, but for a fault where it is to be asked in any case', async () => {
    const record = await recorded();
    const ask = async () => {
      throw new ModelUnavailable('connection refused');
    };
    expect(await judgeAgain(record, { terms: narrow, ask })).toMatchObject({ unknown: ['answer'] });
    await expect(judgeAgain(record, { ask, always: true })).rejects.toThrow('connection refused');
  });

  it('lets a failure of then happen again, unless the terms had brought it about', async () => {
    const ask = (then: ReturnType<typeof on>) => askModel(elasticModel(), then);
    const late = await recorded({}, (then) =>
      proposeByRules(then, `ModelTimeout: ${new ModelTimeout('late').message}`),
    );
    expect((await judgeAgain(late, { terms: wide, ask })).proposal).toMatchObject({ source: 'rules' });

    const none = await recorded({}, (then) => proposeByRules(then, 'NoCandidates: no candidate price'));
    expect((await judgeAgain(none, { terms: wide, ask })).proposal).toMatchObject({ source: 'model' });
    expect((await judgeAgain(none, { terms: wide })).unknown).toEqual(['unasked']);
  });

  it('of a calibration assumes that no model is switched off where its health was not read', async () => {
    const terms = { ...wide, model: policy({ model: { use: true, calibration: {} } }).model };
    const judged = await judgeAgain(await recorded(), { terms });
    expect(judged).toMatchObject({ proposal: { source: 'model' }, unknown: ['health'] });
  });

  it('does not follow a model that its calibration would have switched off', async () => {
    const [model, modelHealth] = [
      { use: true, calibration: { lowest: 0.1 } },
      [{ model: 'demand@0123456789ab', products: 9, soldUnits: 100, expectedUnits: 400, at: LOADED }],
    ];
    const record = await recorded({ policy: policy({ model }), modelHealth });
    const terms = { ...wide, model: policy({ model: { use: true, calibration: { lowest: 0.5 } } }).model };

    expect(await verifyDecision(record, '0.1.0')).toMatchObject({ result: 'same' });
    expect((await judgeAgain(record, { terms })).proposal).toMatchObject({
      source: 'rules',
      fallbackReason: expect.stringMatching(/^ModelUncalibrated: /),
    });
  });

  it('keeps the mode of then', async () => {
    const record = await recorded({ policy: policy({ ...TERMS, mode: 'shadow' }) });
    expect((await judgeAgain(record, { terms: wide })).decision).toMatchObject({
      outcome: 'shadowed',
      policy: { mode: 'shadow' },
    });
  });
});

// A default would be added when an old record is read, and the judgement would differ from the record.
it('the schema of a decision has no defaults', () => {
  expect(JSON.stringify(z.toJSONSchema(Decision, { io: 'input', unrepresentable: 'any' }))).not.toContain(
    '"default"',
  );
});

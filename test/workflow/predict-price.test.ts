import { describe, expect, it } from 'vitest';
import { product, state } from '../unit/domain/make.ts';
import { inventory, release, reprice, rollback, seed } from './support/envelopes.ts';
import { died, failing, hanging } from './support/faults.ts';
import type { Options } from './support/pipeline.ts';
import { byModel, play } from './support/scenarios.ts';
import { attemptsAt } from './support/trace.ts';
import { rowOf, shown, type World } from './support/world.ts';

const proposalIn = (world: World, eventId = 'event-2') => world.ledger.evidence[`${eventId}#1`]?.proposal;

const FAILURES: [reason: string, options: Options][] = [
  ['ModelTimeout: injected', { faults: { 'model.predict': failing('ModelTimeout') } }],
  ['ModelUnavailable: injected', { faults: { 'model.predict': failing('ModelUnavailable') } }],
  ['SenselessAnswer: injected', { faults: { 'model.predict': failing('SenselessAnswer') } }],
  ['NoDemandSignal: the product has no baseline', { state: state({ stockAt: undefined }) }],
  [
    'NoCandidates: no candidate price between EUR 15.00 and EUR 13.00',
    { product: product({ unitCost: 1_500 }) },
  ],
  ['States.Timeout: ', { faults: { PredictPrice: hanging } }],
  ['Sandbox.Timedout: injected', { faults: { PredictPrice: failing('Sandbox.Timedout') } }],
  ['TypeError: injected', { faults: { PredictPrice: failing('TypeError') } }],
  ['Lambda.Unknown: exited', { faults: { 'lambda PredictPrice': died } }],
  [
    'Lambda.TooManyRequestsException: injected',
    { faults: { 'lambda PredictPrice': failing('TooManyRequestsException') } },
  ],
];

describe.each(FAILURES)('a model that fails with %s', (reason, options) => {
  it('leaves the price to the rules, with its reason on the proposal and in the row', async () => {
    const { world } = await play({ options: { ...byModel, ...options } });
    const fallbackReason = expect.stringMatching(`^${reason}`);
    expect(proposalIn(world)).toMatchObject({ source: 'rules', amount: 1_500, fallbackReason });
    expect(rowOf(world, 'event-2')).toMatchObject({ source: 'rules', fallbackReason });
    expect(shown(world)).toBe(1_500);
  });

  it('is asked only once', async () => {
    const { ran } = await play({ options: { ...byModel, ...options } });
    expect(attemptsAt(ran, 'PredictPrice')).toHaveLength(1);
    expect(ran.status).toBe('SUCCEEDED');
  });
});

describe('a model that answers', () => {
  it('proposes a price with its curve', async () => {
    const { world } = await play({ options: byModel });
    const proposal = proposalIn(world);
    expect(proposal).toMatchObject({
      source: 'model',
      by: 'demand@0123456789ab',
      evidence: { objective: 'profit' },
    });
    expect(proposal).not.toHaveProperty('fallbackReason');
    const best = proposal?.curve?.toSorted((a, b) => b.expectedProfit - a.expectedProfit)[0];
    expect(proposal?.curve).toHaveLength(25);
    expect(proposal?.amount).toBe(best?.price);
  });

  it('records its source in the row, without a fallback reason', async () => {
    const { world } = await play({ options: byModel });
    const row = rowOf(world, 'event-2');
    expect(row).toMatchObject({ outcome: 'priced', source: 'model', price: proposalIn(world)?.amount });
    expect(row).not.toHaveProperty('fallbackReason');
  });

  it('is not followed by the rules', async () => {
    const { ran } = await play({ options: byModel });
    expect(ran.visited).not.toContain('FallbackPrice');
  });

  it('is asked for a reprice too', async () => {
    const { world } = await play({ options: byModel, envelope: reprice() });
    expect(proposalIn(world, 'reprice-1')).toMatchObject({ source: 'model' });
  });
});

describe('a model that is too slow', () => {
  it('delays the event by no more than its time-out', async () => {
    const { ran } = await play({ options: { ...byModel, faults: { PredictPrice: hanging } } });
    expect(ran.took).toBe(6_000);
  });
});

describe('a policy without the model', () => {
  it('asks the rules, without a fallback reason', async () => {
    const { world, ran } = await play({});
    expect(ran.visited).not.toContain('PredictPrice');
    expect(proposalIn(world)).toMatchObject({ source: 'rules', by: 'low-stock' });
    expect(proposalIn(world)).not.toHaveProperty('fallbackReason');
    expect(rowOf(world, 'event-2')).not.toHaveProperty('fallbackReason');
  });
});

describe('an operator event that names the price', () => {
  it.each([
    [seed(), { ...byModel, state: null }],
    [release(1_234), byModel],
    [rollback(900), byModel],
  ])('does not ask the model: %o', async (envelope, options) => {
    const { world, faults } = await play({ envelope, options });
    expect(faults.calls('model.predict')).toBe(0);
    const [evidence] = Object.values(world.ledger.evidence);
    expect(evidence?.proposal).toMatchObject({ source: 'operator' });
  });
});

describe('a failure of the model', () => {
  it('does not affect the next event', async () => {
    const { world, faults, start } = await play({
      options: { ...byModel, faults: { 'model.predict': failing('ModelTimeout') } },
    });
    faults.plan({});
    await start(inventory({ sequence: 3, stock: 4 }, 'event-3'));
    expect(rowOf(world, 'event-3')).toMatchObject({ source: 'model' });
  });
});

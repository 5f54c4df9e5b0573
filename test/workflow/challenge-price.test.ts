import { describe, expect, it } from 'vitest';
import { inventory, release } from './support/envelopes.ts';
import { failing, failingAfter, hanging } from './support/faults.ts';
import { byModel, challenged, openRow, play, statePriced } from './support/scenarios.ts';
import { raising, rowOf, shown, type World } from './support/world.ts';

const unchallenged = raising({
  model: { use: true, horizonHours: 0.1, percentOfList: { lowest: 40, highest: 300 } },
});
const challengesIn = (world: World) => Object.values(world.ledger.challenges ?? {});

describe('a challenger', () => {
  it('stores its proposal beside the decision', async () => {
    const { world } = await play({ options: challenged });
    const [challenge, ...others] = challengesIn(world);
    expect(others).toEqual([]);
    expect(challenge).toMatchObject({
      eventId: 'event-2',
      context: 1,
      challenger: 'challenger',
      liveSource: 'model',
      proposal: { by: 'challenger@0123456789ab' },
      decision: { outcome: 'priced' },
      comparison: { livePrice: shown(world), challengerPrice: challenge?.decision?.price },
    });
  });

  it('proposes a lower price for demand that falls faster with the price', async () => {
    const { world } = await play({ options: challenged });
    const { challengerPrice = 0, livePrice = 0 } = challengesIn(world)[0]?.comparison ?? {};
    expect(challengerPrice).toBeLessThan(livePrice);
  });

  it('is asked after the event has its outcome and its price is live', async () => {
    const { ran } = await play({ options: challenged });
    const [close, challenge] = ['Close', 'ChallengePrice'].map((state) => ran.visited.indexOf(state));
    expect(close).toBeGreaterThan(0);
    expect(challenge).toBeGreaterThan(close ?? 0);
  });

  it.each([
    ['fails', { 'challenger.predict': failing('ModelUnavailable') }],
    ['never answers', { 'challenger.predict': hanging }],
    ['cannot be written down', { 'ledger.putChallenge': failing('ValidationException') }],
    ['takes its function with it', { ChallengePrice: failing('TypeError') }],
  ])('that %s changes nothing for the event', async (_what, faults) => {
    const untroubled = await play({ options: { ...challenged, policy: unchallenged } });
    const { world, ran } = await play({ options: { ...challenged, faults } });
    expect(ran.status).toBe('SUCCEEDED');
    expect(shown(world)).toBe(shown(untroubled.world));
    expect(rowOf(world, 'event-2')).toEqual({
      ...rowOf(untroubled.world, 'event-2'),
      executions: expect.anything(),
    });
  });

  it('that fails is recorded with its failure', async () => {
    const faults = { 'challenger.predict': failing('ModelTimeout') };
    const { world } = await play({ options: { ...challenged, faults } });
    expect(challengesIn(world)).toMatchObject([{ failure: 'ModelTimeout: injected' }]);
    expect(challengesIn(world)[0]).not.toHaveProperty('comparison');
  });

  it('that is not deployed is recorded by name', async () => {
    const policy = { ...challenged.policy, model: { ...challenged.policy?.model, challenger: 'gone' } };
    const { world } = await play({ options: { ...challenged, policy: policy as never } });
    expect(challengesIn(world)).toMatchObject([{ failure: expect.stringContaining('UnknownModel') }]);
  });

  it('is recorded once, however often it is asked', async () => {
    const faults = { ChallengePrice: [failingAfter('Lambda.Unknown')] };
    const { world, ran } = await play({ options: { ...challenged, faults } });
    expect(ran.visited.filter((state) => state === 'ChallengePrice').length).toBeGreaterThan(0);
    expect(challengesIn(world)).toHaveLength(1);
  });

  it('also challenges the rules after a failure of the model', async () => {
    const faults = { 'model.predict': failing('ModelTimeout') };
    const { world } = await play({ options: { ...challenged, faults } });
    expect(challengesIn(world)).toMatchObject([{ liveSource: 'rules' }]);
    expect(challengesIn(world)[0]?.comparison).not.toHaveProperty('byLiveModel');
    expect(challengesIn(world)[0]?.comparison).toHaveProperty('byChallenger');
  });

  it.each([
    ['a policy that names none', { options: byModel }],
    ['an operator event', { options: challenged, envelope: release(1_234) }],
    ['a price that stands', { options: challenged, envelope: inventory({ stock: 0 }) }],
    [
      'an event that was decided before a crash',
      { options: { ...challenged, state: statePriced() }, arrange: openRow },
    ],
  ])('is not asked for %s', async (_what, scenario) => {
    const { ran, faults } = await play(scenario);
    expect(ran.status).toBe('SUCCEEDED');
    expect(faults.calls('challenger.predict')).toBe(0);
  });
});

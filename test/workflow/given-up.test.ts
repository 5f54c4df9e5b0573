import { describe, expect, it } from 'vitest';
import { state } from '../unit/domain/make.ts';
import { inventory } from './support/envelopes.ts';
import { failing } from './support/faults.ts';
import { pipeline } from './support/pipeline.ts';
import { play, SCENARIOS, stateMarked } from './support/scenarios.ts';
import { rowOf, stateOf } from './support/world.ts';

describe('an event that an earlier execution fenced off', () => {
  it.each([
    [
      'in its row',
      'an event that was fenced off before a crash',
      'UnknownProduct: product SKU1 is not there',
    ],
    ['in the price state', 'an event that was dead-lettered before a crash', 'decided before'],
  ] as const)('%s is dead-lettered with the reason of then', async (_where, name, reason) => {
    const { world } = await play(SCENARIOS[name]);
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'dead-lettered', reason, stage: 'LoadContext' });
    expect(world.deadLetters).toMatchObject([{ eventId: 'event-2', reason, stage: 'LoadContext' }]);
  });

  it('is not decided, though its product is in the catalog by now', async () => {
    const { world, faults } = await play(SCENARIOS['an event that another execution fences off first']);
    expect(rowOf(world, 'event-2').outcome).toBe('dead-lettered');
    // The mark of its dead letter prevents every other decision.
    expect(faults.calls('priceStates.commit')).toBe(1);
    expect(stateOf(world)).toEqual({ ...state(), revision: 2 });
  });

  it('does not raise the revision a second time', async () => {
    const { world } = await play(SCENARIOS['an event that was dead-lettered before a crash']);
    expect(stateOf(world)).toEqual({ ...stateMarked('dead-lettered'), unsettled: {} });
  });
});

describe('an event that the sweeper gave up', () => {
  const givenUp = { ...inventory(), sweep: { giveUp: true } };

  it('is dead-lettered as SweepsExhausted', async () => {
    const { world } = await play({ envelope: givenUp });
    const said = { stage: 'Sweep', reason: expect.stringMatching('^SweepsExhausted: ') };
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'dead-lettered', ...said });
    expect(world.deadLetters).toMatchObject([{ error: 'SweepsExhausted', ...said }]);
  });

  it.each(['an event that was priced before a crash', 'an event that was held before a crash'] as const)(
    'ends as it was decided: %s',
    async (name) => {
      const { world } = await play({ ...SCENARIOS[name], envelope: givenUp });
      expect(rowOf(world, 'event-2').outcome).toBe(/priced|held/.exec(name)?.[0]);
      expect(world.deadLetters).toEqual([]);
    },
  );

  it('ends as superseded if a newer one was decided', async () => {
    const { world } = await play({ envelope: { ...inventory({ sequence: 1 }), sweep: { giveUp: true } } });
    expect(rowOf(world, 'event-2').outcome).toBe('superseded');
  });

  it('is still decided if it has waited for an outage, because it was not lost', async () => {
    const { world, ran, faults, restartWaiting } = await play({
      envelope: givenUp,
      options: { faults: { LoadContext: failing('StoreUnavailable') } },
    });
    expect(ran.error).toBe('Waiting');
    faults.plan({});
    await restartWaiting();
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'priced', sweeps: 0 });
    expect(world.deadLetters).toEqual([]);
  });

  it('was restarted as often as allowed before', async () => {
    const { world, start, sweep } = pipeline({
      faults: { LoadContext: failing('TypeError'), DeadLetter: failing('TypeError') },
    });
    await start(inventory());
    const restarts: unknown[] = [];
    for (let swept = 0; swept < 6; swept += 1) {
      const [ran] = await sweep();
      restarts.push(JSON.parse(String(ran?.records[0]?.details['input'])).sweep.giveUp);
    }
    expect(restarts).toEqual([false, false, false, false, false, true]);
    expect(rowOf(world, 'event-2')).toMatchObject({ sweeps: 6 });
  });
});

import { describe, expect, it } from 'vitest';
import { state } from '../unit/domain/make.ts';
import { failing } from './support/faults.ts';
import type { Options } from './support/pipeline.ts';
import { play, SCENARIOS } from './support/scenarios.ts';
import { rowOf, stateOf } from './support/world.ts';

const jump = SCENARIOS['a sequence far too high'];

describe('a fault in DeadLetter', () => {
  const failed = () => play(jump, { faults: { DeadLetter: failing('TypeError') } });

  it('leaves the row open and everything else unchanged', async () => {
    const { world, ran } = await failed();
    expect(ran).toMatchObject({ status: 'FAILED', error: 'LeftForSweeper' });
    expect(rowOf(world, 'event-2').outcome).toBeUndefined();
    expect(stateOf(world)).toEqual(state());
    expect(world.deadLetters).toEqual([]);
  });

  it('lets the sweeper dead-letter the event', async () => {
    const { world, faults, sweep } = await failed();
    faults.plan({});
    await sweep();
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'dead-lettered', stage: 'LoadContext' });
    expect(world.deadLetters).toMatchObject([{ error: 'SequenceJump', executions: { length: 2 } }]);
  });

  it('lets the sweeper decide an event whose own fault is gone', async () => {
    const { world, faults, sweep } = await play({
      options: { faults: { DeadLetter: failing('TypeError'), LoadContext: failing('TypeError') } },
    });
    faults.plan({});
    await sweep();
    expect(rowOf(world, 'event-2').outcome).toBe('priced');
  });

  it('lets the event wait while the price state cannot be written, and dead-letters it afterwards', async () => {
    const { world, ran, faults, restartWaiting } = await play(jump, {
      faults: { 'priceStates.commit': failing('StoreUnavailable') },
    });
    expect(ran.error).toBe('Waiting');
    expect(rowOf(world, 'event-2').outcome).toBeUndefined();
    expect(world.deadLetters).toEqual([]);
    faults.plan({});
    await restartWaiting();
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'dead-lettered', stage: 'LoadContext' });
    expect(world.deadLetters).toMatchObject([{ error: 'SequenceJump' }]);
  });
});

describe('a fault in SendDeadLetter', () => {
  const failed = (options: Options = {}) =>
    play({
      options: {
        faults: { LoadContext: failing('TypeError'), sendMessage: failing('TypeError') },
        ...options,
      },
    });

  it('leaves the row open, and the event fenced off', async () => {
    const { world, ran } = await failed();
    expect(ran).toMatchObject({ status: 'FAILED', error: 'LeftForSweeper' });
    expect(rowOf(world, 'event-2').outcome).toBeUndefined();
    expect(stateOf(world).unsettled).toMatchObject({
      'event-2': { outcome: 'dead-lettered', stage: 'LoadContext', reason: 'TypeError: injected' },
    });
  });

  it.each<[where: string, reason: string, options?: Options]>([
    ['with a price state', 'TypeError: injected'],
    [
      'without one',
      'UnknownProduct: product SKU1 is not in the catalog',
      { product: null, state: null, faults: { sendMessage: failing('TypeError') } },
    ],
  ])('is finished by the sweeper with the first reason: %s', async (_where, reason, options) => {
    const { world, faults, sweep } = await failed(options);
    faults.plan({});
    await sweep();
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'dead-lettered', stage: 'LoadContext', reason });
    expect(world.deadLetters).toMatchObject([{ eventId: 'event-2', stage: 'LoadContext', reason }]);
  });
});

describe('a fault in Close, after the message was sent', () => {
  it('sends it again after the restart: at least once', async () => {
    const { world, faults, sweep } = await play(jump, { faults: { Close: failing('TypeError') } });
    expect(rowOf(world, 'event-2').outcome).toBeUndefined();
    faults.plan({});
    await sweep();
    expect(rowOf(world, 'event-2').outcome).toBe('dead-lettered');
    expect(world.deadLetters.map(({ eventId }) => eventId)).toEqual(['event-2', 'event-2']);
    expect(stateOf(world)).toEqual({ ...state(), revision: 2 });
  });
});

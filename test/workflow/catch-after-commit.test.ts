import { describe, expect, it } from 'vitest';
import { EMPTY } from '../empty.ts';
import { ID } from '../unit/domain/make.ts';
import { inventory } from './support/envelopes.ts';
import { failing } from './support/faults.ts';
import { play } from './support/scenarios.ts';
import { rowOf, shown, stateOf } from './support/world.ts';

describe.each([
  ['PublishPrice', 'PublishPrice', 1_000, 0],
  ['AnnouncePrice', 'putEvents', 1_500, 0],
  ['Close', 'Close', 1_500, 1],
] as const)('a fault in %s, after the commit', (_name, target, visible, announced) => {
  const failed = () => play({ options: { faults: { [target]: failing('TypeError') } } });

  it('leaves the row open and the mark in place, and dead-letters nothing', async () => {
    const { world, ran } = await failed();
    expect(ran).toMatchObject({ status: 'FAILED', error: 'LeftForSweeper' });
    expect(ran.cause).toMatch(/TypeError: .*injected/);
    expect(rowOf(world, 'event-2').outcome).toBeUndefined();
    expect(stateOf(world)).toMatchObject({ revision: 2, unsettled: { 'event-2': { outcome: 'priced' } } });
    expect(world.deadLetters).toEqual([]);
  });

  it('stops at this state', async () => {
    const { world } = await failed();
    expect(shown(world)).toBe(visible);
    expect(world.bus).toHaveLength(announced);
  });

  it('is finished by the sweeper in the committed outcome, without a second decision', async () => {
    const { world, faults, sweep } = await failed();
    faults.plan({});
    await sweep();
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'priced', 'price.revision': 2 });
    expect(stateOf(world)).toMatchObject({ revision: 2, price: { amount: 1_500 }, unsettled: EMPTY });
    expect(faults.calls('ApplyGuardrails')).toBe(0);
    expect(shown(world)).toBe(1_500);
    expect(world.bus).toHaveLength(announced + 1);
  });

  it('is never given up, however often it is swept', async () => {
    const { world, faults, sweep } = await failed();
    for (let swept = 0; swept < 7; swept += 1) await sweep();
    expect(rowOf(world, 'event-2').outcome).toBeUndefined();
    expect(world.deadLetters).toEqual([]);
    faults.plan({});
    await sweep();
    expect(rowOf(world, 'event-2').outcome).toBe('priced');
  });
});

describe('the mark of an event', () => {
  it('stays until the next commit of the product removes it', async () => {
    const line = await play({});
    expect(Object.keys(line.world.states[ID]?.unsettled ?? {})).toEqual(['event-2']);
    await line.start(inventory({ sequence: 3 }, 'event-3'));
    expect(Object.keys(line.world.states[ID]?.unsettled ?? {})).toEqual(['event-3']);
  });

  it('is removed by the settler if the product is idle', async () => {
    const { world, settleMarks } = await play({});
    expect(await settleMarks()).toEqual({ settled: 1 });
    expect(world.states[ID]).toMatchObject({ revision: 2, unsettled: EMPTY });
  });

  it('stays while the event is open', async () => {
    const { world, settleMarks } = await play({ options: { faults: { Close: failing('TypeError') } } });
    expect(await settleMarks()).toEqual({ settled: 0 });
    expect(stateOf(world).unsettled).toHaveProperty('event-2');
  });
});

describe('a bus that accepts a call and refuses its entry', () => {
  it('gets the entry again, and then the event is left to the sweeper', async () => {
    const refused = async () => ({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'InternalFailure' }] });
    const { ran, faults } = await play({ options: { faults: { putEvents: refused } } });
    expect(faults.calls('putEvents')).toBe(4);
    expect(ran).toMatchObject({
      error: 'LeftForSweeper',
      cause: expect.stringMatching('EventBridge.FailedEntry'),
    });
  });
});

describe('an outage that passes', () => {
  it('only delays the event', async () => {
    const outage = [failing('CacheUnavailable'), failing('CacheUnavailable')];
    const { world } = await play({ options: { random: 0.5, faults: { 'cache.put': outage } } });
    expect(rowOf(world, inventory().id)).toMatchObject({ outcome: 'priced', latencyMs: 1_500 });
    expect(shown(world)).toBe(1_500);
  });
});

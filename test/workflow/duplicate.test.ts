import { describe, expect, it } from 'vitest';
import { EMPTY } from '../empty.ts';
import { NOW, state } from '../unit/domain/make.ts';
import { inventory } from './support/envelopes.ts';
import { following } from './support/faults.ts';
import { pipeline } from './support/pipeline.ts';
import { openRow, play, SCENARIOS } from './support/scenarios.ts';
import { rowOf, shown, stateOf } from './support/world.ts';

describe('an event delivered twice', () => {
  it.each([
    ['priced', inventory()],
    ['held', inventory({ stock: 0 })],
    ['superseded', inventory({ sequence: 1 })],
    ['dead-lettered', inventory({ sequence: 9_000_000 })],
    ['dead-lettered', inventory({ stock: -1 })],
  ])('only adds its trace once the event is %s', async (outcome, envelope) => {
    const { world, start } = pipeline();
    await start(envelope);
    const before = structuredClone(world);
    const { status, visited } = await start(envelope);
    expect(rowOf(before, envelope.id).outcome).toBe(outcome);
    expect({ status, last: visited.at(-1) }).toEqual({ status: 'SUCCEEDED', last: 'Duplicate' });
    const { traces = {} } = rowOf(world, envelope.id);
    const noted = Object.values(traces).filter(
      ({ entries }) => entries.length === 1 && entries[0]?.left === undefined,
    );
    expect(noted).toMatchObject([{ from: 0, entries: [{ state: 'ReceiveEvent' }] }]);
    rowOf(world, envelope.id).traces = rowOf(before, envelope.id).traces ?? {};
    expect(world).toEqual(before);
  });

  it('is decided once when both executions run side by side', async () => {
    const { world, start } = pipeline();
    const both = await Promise.all([start(inventory()), start(inventory())]);
    expect(both.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(stateOf(world)).toMatchObject({ revision: 2, price: { amount: 1_500 }, unsettled: EMPTY });
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'priced', executions: { length: 2 } });
  });

  it('stops before its commit when the other execution has ended the event', async () => {
    const { world, faults, ran } = await play(SCENARIOS['an event that another execution ends first']);
    expect(ran.status).toBe('SUCCEEDED');
    expect(faults.calls('priceStates.commit')).toBe(0);
    expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'held', reason: 'paused' });
    expect(stateOf(world)).toEqual(state());
  });

  it('is not dead-lettered when the other execution has ended the event', async () => {
    const { world } = await play(SCENARIOS['a fault, while another execution ends the event']);
    expect(rowOf(world, 'event-2').outcome).toBe('held');
    expect(world.deadLetters).toEqual([]);
    expect(stateOf(world)).toEqual(state());
  });

  it('keeps the outcome of the execution that closes the row first', async () => {
    const { world, ran } = await play({
      arrange: (line) =>
        line.faults.plan({
          Close: following(() => openRow(line, { outcome: 'priced', reason: 'by the other', closedAt: NOW })),
        }),
    });
    expect(ran.status).toBe('SUCCEEDED');
    expect(rowOf(world, 'event-2').reason).toBe('by the other');
    expect(stateOf(world).unsettled).toEqual({});
  });
});

describe('an event that is not newer than the last one decided', () => {
  it.each([0, 1])('is superseded with sequence %i, and leaves the state unchanged', async (sequence) => {
    const { world, ran } = await play({ envelope: inventory({ sequence }) });
    expect(rowOf(world, 'event-2')).toMatchObject({
      outcome: 'superseded',
      reason: 'sequence 1 was decided before',
    });
    expect(ran.output).toEqual({ eventId: 'event-2', outcome: 'superseded' });
    expect(stateOf(world)).toEqual(state());
    expect(shown(world)).toBe(1_000);
    expect(world.bus).toEqual([]);
  });

  it('is superseded, not dead-lettered, if its execution fails', async () => {
    const { world } = await play(SCENARIOS['a fault, while a newer event is decided']);
    expect(rowOf(world, 'event-2')).toMatchObject({
      outcome: 'superseded',
      reason: 'sequence 3 was decided before',
    });
    expect(world.deadLetters).toEqual([]);
    expect(stateOf(world)).toMatchObject({ revision: 2, sequence: 3 });
  });
});

import { describe, expect, it } from 'vitest';
import { state } from '../unit/domain/make.ts';
import { inventory } from './support/envelopes.ts';
import { play } from './support/scenarios.ts';
import { rowOf, stateOf } from './support/world.ts';

/** Maximum bytes of an execution's input. */
const LIMIT = 262_144;

describe('an event that cannot be read', () => {
  it.each<[field: string, envelope: unknown]>([
    ['event.id', { ...inventory(), id: 7 }],
    ['event.time', { ...inventory(), time: 'noon' }],
    ['event.source', { ...inventory(), source: 7 }],
    ['event.detail-type', { ...inventory(), 'detail-type': 7 }],
    ['detail-type "StockMoved" is not an event', { ...inventory(), 'detail-type': 'StockMoved' }],
    ['detail', { ...inventory(), detail: 'five left' }],
    ['detail.productId', inventory({ productId: '' })],
    ['detail.stock', inventory({ stock: -1 })],
    ['detail.sequence', inventory({ sequence: 1.5 })],
    ['detail.occurredAt', inventory({ occurredAt: 'noon' })],
    ['detail.reason', inventory({ reason: 'x'.repeat(501) })],
    ['detail.location', inventory({ location: 'x'.repeat(201) })],
    ['event', 'no object'],
    ['event', null],
  ])('is dead-lettered with %s named', async (field, envelope) => {
    const { world, ran } = await play({ envelope });
    const [row] = Object.values(world.ledger.rows);
    const said = { stage: 'ReceiveEvent', reason: expect.stringMatching(`^InvalidEvent: .*${field}`) };
    expect(row).toMatchObject({ outcome: 'dead-lettered', ...said });
    expect(world.deadLetters).toMatchObject([{ error: 'InvalidEvent', ...said }]);
    expect(ran).toMatchObject({ status: 'FAILED', error: 'DeadLettered', cause: row?.reason });
  });

  it('names every field that is wrong', async () => {
    const { world } = await play({
      envelope: inventory({ stock: '5', sequence: null, occurredAt: undefined }),
    });
    const reason = rowOf(world, 'event-2').reason ?? '';
    for (const field of ['stock', 'sequence', 'occurredAt']) expect(reason).toContain(`detail.${field}: `);
  });

  it('gets the id of its execution if it has none', async () => {
    const { world, ran } = await play({ envelope: { detail: 'junk' } });
    const name = ran.records[0]?.execution_arn.split(':').at(-2) ?? '';
    expect(rowOf(world, name).outcome).toBe('dead-lettered');
    expect(world.deadLetters[0]?.eventId).toBe(name);
  });

  it('is kept whole in the message, and touches no price state', async () => {
    const envelope = inventory({ stock: -1 });
    const { world } = await play({ envelope });
    expect(JSON.parse(world.deadLetters[0]?.envelope ?? '')).toEqual(envelope);
    expect(stateOf(world)).toEqual(state());
  });

  it('is cut in the message if it is large, with its hash', async () => {
    const { world, ran } = await play({ envelope: inventory({ reason: 'x'.repeat(150_000) }) });
    expect(ran.error).toBe('DeadLettered');
    expect(world.deadLetters[0]?.envelope).toMatch(/cut of 150\d{3} characters, sha256 [0-9a-f]{64}: .*x/);
  });

  // Every quote is escaped in the message, and again in the call that sends it.
  it('is dead-lettered if it is large and full of quotes', async () => {
    const { world, sweep } = await play({ envelope: inventory({ reason: '"'.repeat(60_000) }) });
    await sweep();
    expect(rowOf(world, 'event-2').outcome).toBe('dead-lettered');
  });

  it.each([
    ['x', 'letters'],
    ['猫', 'three bytes a character'],
    ['🙂', 'four bytes a character'],
  ])('is dead-lettered at the largest input of an execution: %s, %s', async (character) => {
    const { world, sweep } = await play({ envelope: inventory({ reason: filling(inventory(), character) }) });
    await sweep();
    expect(Object.values(world.ledger.rows)).toMatchObject([{ outcome: 'dead-lettered' }]);
  });
});

describe('an event that carries more than the workflow reads', () => {
  it('ends in an outcome at the largest input of an execution', async () => {
    const { world, sweep } = await play({
      envelope: { ...inventory(), resources: [filling({ ...inventory(), resources: [''] }, 'x')] },
    });
    await sweep();
    expect(Object.values(world.ledger.rows)).toMatchObject([
      { outcome: expect.stringMatching('priced|dead-lettered') },
    ]);
  });
});

/** A text that fills an execution's input to its limit beside this envelope. */
const filling = (envelope: object, character: string): string =>
  character.repeat(
    Math.floor(
      (LIMIT - JSON.stringify(envelope).length - '"reason":"",'.length) / Buffer.byteLength(character),
    ),
  );

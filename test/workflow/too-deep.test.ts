import { describe, expect, it } from 'vitest';
import { nestedText } from './support/envelopes.ts';
import { play } from './support/scenarios.ts';
import { rowOf } from './support/world.ts';

describe('a deeply nested event', () => {
  it('is priced normally up to 64 levels', async () => {
    const { world } = await play({ envelope: nestedText(64) });
    expect(rowOf(world, 'event-2').outcome).toBe('priced');
  });

  // The last ones overflow the workflow's own expressions.
  it.each([65, 500, 1_000, 2_500, 5_000, 20_000, 100_000])(
    'ends in a dead letter that names the depth, with a row: %d levels',
    async (levels) => {
      const { world, ran } = await play({ envelope: nestedText(levels) });
      const said = {
        stage: 'ReceiveEvent',
        reason: expect.stringMatching(
          /^InvalidEvent: (event: nested deeper than 64 levels|the workflow could not read the event: States.QueryEvaluationError: .*stack)/,
        ),
      };
      expect(rowOf(world, 'event-2')).toMatchObject({ outcome: 'dead-lettered', ...said });
      expect(world.deadLetters).toMatchObject([{ eventId: 'event-2', error: 'InvalidEvent', ...said }]);
      expect(ran).toMatchObject({ status: 'FAILED', error: 'DeadLettered' });
    },
  );

  it('is refused again after a redrive', async () => {
    const { world, start, sweep } = await play({ envelope: nestedText(500) });
    const kept = JSON.parse(world.deadLetters[0]?.envelope ?? '') as object;
    await start({ ...kept, id: 'again', redriveOf: 'event-2' });
    await sweep();
    expect(rowOf(world, 'again')).toMatchObject({
      outcome: 'dead-lettered',
      reason: expect.stringContaining('nested deeper than 64 levels'),
    });
  });

  it('keeps the known fields in the letter', async () => {
    const { world } = await play({ envelope: nestedText(20_000) });
    expect(JSON.parse(world.deadLetters[0]?.envelope ?? '')).toMatchObject({
      id: 'event-2',
      source: 'inventory',
      'detail-type': 'InventoryChanged',
    });
  });
});

import { expect, it } from 'vitest';
import { MINUTE_MS, shift } from '../../../domain/values/time.ts';
import { repriceDue } from '../../../upkeep/reprice-due.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { minutesAgo, NOW, state } from '../domain/make.ts';

function due() {
  const states = {
    SKU1: state({ repriceAt: minutesAgo(1) }),
    SKU2: state({ productId: 'SKU2', repriceAt: undefined }),
  };
  const emitted: string[] = [];
  let now = NOW;
  const run = repriceDue({
    priceStates: memoryPriceStates(states),
    bus: {
      emit: async (events) => {
        emitted.push(...events.map(({ detail }) => String(detail['productId'])));
        return [];
      },
    },
    clock: () => now,
  });
  const at = (time: string) => {
    now = time;
  };
  return { states, emitted, run, at };
}

it('asks for a product that is due, and for no other', async () => {
  const { emitted, run } = due();
  await run();
  expect(emitted).toEqual(['SKU1']);
});

it('does not ask again while the product waits for its decision', async () => {
  const { emitted, run } = due();
  await run();
  await run();
  expect(emitted).toEqual(['SKU1']);
});

it('asks again when nothing was decided for ten minutes', async () => {
  const { emitted, run, at } = due();
  await run();
  at('2026-11-22T12:10:00.000Z');
  await run();
  expect(emitted).toEqual(['SKU1', 'SKU1']);
});

it('asks again when a decision made the product due anew', async () => {
  const { states, emitted, run } = due();
  await run();
  states.SKU1 = { ...states.SKU1, repriceAt: NOW };
  await run();
  expect(emitted).toEqual(['SKU1', 'SKU1']);
});

it('tells how many are due, for how long the longest, and how many it asked for', async () => {
  const { states, run, at } = due();
  states.SKU1 = state({ repriceAt: minutesAgo(7) });
  states.SKU2 = state({ productId: 'SKU2', repriceAt: minutesAgo(1) });
  expect(await run()).toEqual({ repriced: 2, due: 2, longestOverdueMs: 7 * MINUTE_MS });
  at(shift(NOW, MINUTE_MS));
  expect(await run()).toEqual({ repriced: 0, due: 2, longestOverdueMs: 8 * MINUTE_MS });
});

it('tells of nothing where nothing is due', async () => {
  const { run, at } = due();
  at(minutesAgo(2));
  expect(await run()).toEqual({ repriced: 0, due: 0, longestOverdueMs: 0 });
});

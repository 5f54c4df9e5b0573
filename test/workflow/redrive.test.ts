import { expect, it } from 'vitest';
import type { Letter } from '../../adapters/letter-queue.ts';
import type { RedrivenLetter } from '../../domain/record/upkeep-lines.ts';
import { redriveId } from '../../tasks/redrive-id.ts';
import { redrive } from '../../upkeep/redrive.ts';
import { memoryLedger } from '../fakes/memory-ledger.ts';
import { type LetterQueueData, memoryLetterQueue } from '../fakes/memory-letter-queue.ts';
import { memoryOrders } from '../fakes/memory-orders.ts';
import { memoryPriceStates } from '../fakes/memory-price-states.ts';
import { everything } from '../faults/seeds.ts';
import { inForce, minutesAgo, NOW, product, state } from '../unit/domain/make.ts';
import { type Envelope, inventory, rollback } from './support/envelopes.ts';
import { type Pipeline, pipeline } from './support/pipeline.ts';
import { giveOrder, raising, rowOf, shown, stateOf } from './support/world.ts';

/** The dead letters of the world in the form of a queue. */
const lettersOf = ({ world }: Pipeline): LetterQueueData => ({
  letters: world.deadLetters.splice(0).map((message, at) => ({
    messageId: `message-${at}`,
    body: JSON.stringify(message),
    attributes: {},
  })),
});

/** Redrives a queue. `died`: the run dies after this many starts, before it removes their letters. */
async function redriveAll(running: Pipeline, queue: LetterQueueData, died = Number.POSITIVE_INFINITY) {
  const { world } = running;
  const { remove, ...rest } = memoryLetterQueue(queue);
  let starts = 0;
  const results: RedrivenLetter[] = [];
  const redriving = redrive(
    {
      queue: {
        ...rest,
        async remove(letters: Letter[]) {
          if (starts >= died) throw new Error('killed');
          await remove(letters);
        },
      },
      ledger: memoryLedger(world.ledger),
      priceStates: memoryPriceStates(world.states),
      orders: memoryOrders(world.orders),
      executions: {
        async start(envelope) {
          starts += 1;
          await running.start(envelope);
          return '';
        },
      },
      preview: async () => ({ outcome: 'held', reason: 'no dry run' }),
      sleep: async () => {},
      now: () => 0,
    },
    { wants: () => true, dryRun: false, rate: 1000 },
  );
  for await (const each of redriving) results.push(each);
  return results;
}

const JUMP = 5_000_000;

it('prices an event again once its fault is repaired, and links the two rows', async () => {
  const running = pipeline();
  await running.start(inventory({ sequence: JUMP }, 'e1'));
  const queue = lettersOf(running);
  stateOf(running.world).sequence = JUMP - 1;

  const [result] = await redriveAll(running, queue);

  const id = redriveId('e1');
  expect(result).toMatchObject({ status: 'redriven', eventId: 'e1', redrivenAs: id });
  expect(rowOf(running.world, 'e1')).toMatchObject({ outcome: 'dead-lettered', redrivenAs: id });
  expect(rowOf(running.world, id)).toMatchObject({ outcome: 'priced', redriveOf: 'e1' });
  expect(shown(running.world)).toBe(1_500);
  expect(queue.letters).toEqual([]);
});

it('never lets an older event overwrite a newer decision', async () => {
  const running = pipeline({ policy: raising({ sequence: { maxJump: 10 } }) });
  await running.start(inventory({ sequence: 100, stock: 5 }, 'old'));
  await running.start(inventory({ sequence: 2, stock: 50 }, 'low'));
  stateOf(running.world).sequence = 150;
  await running.start(inventory({ sequence: 151, stock: 50 }, 'new'));
  const before = structuredClone(stateOf(running.world));

  await redriveAll(running, lettersOf(running));

  expect(rowOf(running.world, redriveId('old')).outcome).toBe('superseded');
  expect(stateOf(running.world)).toEqual(before);
  expect(shown(running.world)).toBe(before.price?.amount);
});

it('never lets a rollback overwrite a price that comes in force after its check', async () => {
  const running = pipeline({ state: state({ price: inForce(1_000, { since: minutesAgo(5) }) }) });
  const { world } = running;
  const queue: LetterQueueData = { letters: [] };
  const late = rollback(900, 'late');
  giveOrder(world, late);
  deadLetter(running, queue, late);
  const meanwhile: Pipeline = {
    ...running,
    async start(envelope) {
      stateOf(world).revision = 2;
      stateOf(world).price = state({ price: inForce(1_500, { since: NOW, revision: 2 }) }).price as never;
      return running.start(envelope);
    },
  };

  await redriveAll(meanwhile, queue);

  expect(rowOf(world, redriveId('late'))).toMatchObject({ outcome: 'held', reason: 'price-moved-on' });
  expect(stateOf(world).price?.amount).toBe(1_500);
});

it('dead-letters an event that fails again under its new id, with a chain of ids', async () => {
  const running = pipeline();
  await running.start(inventory({ sequence: JUMP }, 'e1'));
  await redriveAll(running, lettersOf(running));
  const second = redriveId('e1');
  expect(rowOf(running.world, second).outcome).toBe('dead-lettered');
  stateOf(running.world).sequence = JUMP - 1;

  await redriveAll(running, lettersOf(running));

  expect(rowOf(running.world, second).redrivenAs).toBe(redriveId(second));
  expect(rowOf(running.world, redriveId(second))).toMatchObject({ outcome: 'priced', redriveOf: second });
});

it('keeps redriveOf for an event that is too large to pass on whole', async () => {
  const running = pipeline();
  const large = { ...inventory({}, 'large'), redriveOf: 'e1', padding: 'x'.repeat(70_000) };

  await running.start(large);

  expect(rowOf(running.world, 'large').redriveOf).toBe('e1');
});

const LETTERS = everything ? 10_000 : 1_000;
const EVENTS_A_PRODUCT = 10;

it(`gives each of ${LETTERS} dead letters an outcome, also if a run is killed, and shows no older price after a newer`, async () => {
  const running = pipeline({ product: null, state: null });
  const { world } = running;
  const queue: LetterQueueData = { letters: [] };
  const products = Array.from({ length: LETTERS / EVENTS_A_PRODUCT }, (_, at) => `P${at}`);
  const isAhead = (at: number) => at % 2 === 0;
  for (const [at, productId] of products.entries()) {
    world.catalog.products[productId] = product({ productId });
    // For half of the products a newer event than all their letters has been decided.
    const sequence = isAhead(at) ? 1_000 : 1;
    const price = inForce(1_000, { since: minutesAgo(1), eventId: `newer-${productId}`, revision: 1 });
    world.states[productId] = state({ productId, sequence, revision: 1, price });
    for (let event = 0; event < EVENTS_A_PRODUCT; event += 1) {
      // Out of order: 7 and the number of events are coprime.
      const order = (event * 7) % EVENTS_A_PRODUCT;
      deadLetter(
        running,
        queue,
        inventory(
          { productId, sequence: 2 + order, stock: order % 2 === 0 ? 5 : 50 },
          `${productId}-${order}`,
        ),
      );
    }
  }
  const before = structuredClone(world.states);

  await expect(redriveAll(running, queue, LETTERS / 2)).rejects.toThrow('killed');
  for (const letter of queue.letters) delete letter.takenUntil;
  await redriveAll(running, queue);

  const rows = Object.values(world.ledger.rows);
  const redriven = rows.filter(({ redriveOf }) => redriveOf !== undefined);
  expect(queue.letters).toEqual([]);
  expect(redriven.filter(({ outcome }) => outcome === undefined || outcome === 'dead-lettered')).toEqual([]);
  expect(new Set(redriven.map(({ redriveOf }) => redriveOf)).size).toBe(LETTERS);
  expect(redriven).toHaveLength(LETTERS);
  for (const [at, productId] of products.entries()) {
    const { sequence, stock } = world.states[productId] ?? {};
    if (isAhead(at)) expect(world.states[productId]).toEqual(before[productId]);
    else expect({ sequence, stock }).toEqual({ sequence: 1 + EVENTS_A_PRODUCT, stock: 50 });
  }
  const told = (world.cache.messages ?? []).map((text) => JSON.parse(text));
  const newest: Record<string, number> = {};
  for (const { productId, 'price.revision': revision } of told) {
    expect(revision).toBeGreaterThan(newest[productId] ?? 0);
    newest[productId] = revision;
  }
}, 600_000);

function deadLetter({ world }: Pipeline, queue: LetterQueueData, envelope: Envelope): void {
  const { id: eventId } = envelope;
  const text = JSON.stringify(envelope);
  world.ledger.rows[eventId] = {
    eventId,
    acceptedAt: String(envelope['time']),
    receivedAt: String(envelope['time']),
    envelope: text,
    executions: [],
    decisions: {},
    outcome: 'dead-lettered',
    sweeps: 0,
  };
  const body = JSON.stringify({ eventId, stage: 'LoadContext', error: 'SequenceJump', envelope: text });
  queue.letters.push({ messageId: `message of ${eventId}`, body, attributes: {} });
}

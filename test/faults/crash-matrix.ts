import type { BusEvent } from '../../adapters/bus.ts';
import { priceKey } from '../fakes/memory-price-cache.ts';
import { NOW } from '../unit/domain/make.ts';
import type { Trouble } from './calls.ts';
import { brokenPromises } from './conservation.ts';
import { factsOf } from './facts.ts';
import { finish, neverSeen } from './finish.ts';
import { productIds } from './goods.ts';
import { upkeepOf } from './upkeep.ts';
import { World } from './world.ts';

const [byRules = '', byModel = '', unpriced = ''] = productIds(3);

const inventory = (changes: Record<string, unknown>): BusEvent => ({
  kind: 'inventory',
  detail: { productId: byRules, stock: 5, sequence: 2, occurredAt: NOW, ...changes },
});

const rollback = (orderId: string): BusEvent => ({
  kind: 'rollback',
  detail: { productId: byRules, orderId },
});

/** One event for each way to end, on products of which two had a seed and an event before. */
export const EVENTS: Record<string, BusEvent> = {
  'a price by the rules': inventory({}),
  'a price by the model': inventory({ productId: byModel }),
  'a first price': { kind: 'seed', detail: { productId: unpriced } },
  'a price that stands': inventory({ stock: 0 }),
  'an older event': inventory({ sequence: 1 }),
  'an event that cannot be read': inventory({ stock: -1 }),
  'a sequence far too high': inventory({ sequence: 9_000_000_000 }),
  'an unknown product': inventory({ productId: 'nobody' }),
  'a rollback': rollback('given'),
  'a rollback that nobody ordered': rollback('forged'),
};

/** The fault of the `nth` call of the event's execution. `away`: the target stays unreachable for everybody. */
export interface Cell {
  nth: number;
  trouble: Trouble | 'away';
}

/** Several rounds of the schedules. */
const AWAY_MS = 40 * 60_000;

/** The result of a run. It must be the same wherever the fault happened. */
export interface End {
  outcomes: string[];
  price: number | undefined;
  stock: number | undefined;
  sequence: number | undefined;
  published: string | undefined;
  lettersFor: string[];
  broken: string[];
}

const storeOf = (target: string): string => target.split(/[. ]/, 1)[0] ?? target;

/**
 * Runs the event with the cell's fault in one call of its execution and no other faults, until no work is left. Returns the
 * result, and the calls that the execution made.
 */
export async function playOne(name: string, cell?: Cell): Promise<{ end: End; targets: string[] }> {
  const world = new World(1, [byRules, byModel, unpriced]);
  const { calls, data } = world;
  for (const productId of [byRules, byModel]) {
    world.start(world.accept({ kind: 'seed', detail: { productId } }));
    await world.untilIdle();
    world.start(world.accept(inventory({ productId, stock: 50, sequence: 1 })));
    await world.untilIdle();
  }
  world.give(rollback('given'), { price: 900 });
  const event = EVENTS[name] as BusEvent;
  const targets: string[] = [];
  const first = world.start(world.accept(event));
  let outage: { store: string; until: number } | undefined;
  calls.plan = (target, caller) => {
    const isMet = caller === first && targets.push(target) === (cell?.nth ?? -1) + 1;
    const { now } = world.schedule;
    if (isMet && cell?.trouble === 'away') outage = { store: storeOf(target), until: now() + AWAY_MS };
    if (outage?.store === storeOf(target) && now() < outage.until) return 'fails before';
    return isMet && cell?.trouble !== 'away' ? cell?.trouble : undefined;
  };
  await finish(
    world,
    upkeepOf(world, (envelope) => void world.start(envelope)),
  );
  const { productId } = event.detail as { productId: string };
  const state = data.states[productId];
  return {
    targets,
    end: {
      outcomes: Object.values(data.ledger.rows).map(({ eventId, outcome }) => `${eventId} ${outcome}`),
      price: state?.price?.amount,
      stock: state?.stock,
      sequence: state?.sequence,
      published: data.cache.hashes[priceKey(productId)]?.['price'],
      lettersFor: [...new Set(data.letters)],
      broken: [...world.seen.broken, ...brokenPromises(factsOf(world)), ...neverSeen(world)],
    },
  };
}

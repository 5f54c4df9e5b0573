import type { LedgerRow } from '../../../domain/ledger.ts';
import type { PriceState } from '../../../domain/price-state.ts';
import { type LedgerData, memoryLedger } from '../../fakes/memory-ledger.ts';
import { memoryPriceCache } from '../../fakes/memory-price-cache.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';

/** Everything that executions share, as plain data, with a log of what the checker needs to know of the past. */
export interface World {
  states: Record<string, PriceState>;
  ledger: LedgerData;
  hashes: Record<string, Record<string, string>>;
  /** Ids in the dead-letter queue. */
  deadLetters: string[];
  /** Commits made: event id and outcome, in order. */
  commits: [string, string][];
  /** The highest `price.revision` that any reader was answered. */
  visible: number;
}

/** One call of a store or queue; each is one atomic step of the world. */
export interface Step {
  store: 'priceStates' | 'ledger' | 'cache' | 'queue';
  method: string;
  args: unknown[];
}

/** Leaves a part of the protocol out, to see that the checker notices. */
export type Without =
  | 'epoch'
  | 'marks'
  | 'condition on the decision'
  | 'fence'
  | 'condition on the price state'
  | 'revision compare in the cache';

const READS = ['read', 'readMany', 'epoch'];

/** The world after the step, which shares with this one what the step leaves alone, and what the caller is answered. */
export async function taken(
  world: World,
  step: Step,
  without: Without | undefined,
): Promise<{ world: World; value: unknown }> {
  const part = ({ priceStates: 'states', ledger: 'ledger', cache: 'hashes', queue: 'deadLetters' } as const)[
    step.store
  ];
  const changed =
    READS.includes(step.method) && without === undefined
      ? world
      : { ...world, [part]: copyOf(world[part]), commits: [...world.commits] };
  const value = (await perform(changed, step, without)) ?? null;
  return { world: changed, value: copyOf(value) };
}

const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value));

const texts = new WeakMap<object, number>();
const numbers = new Map<string, number>();

/** Tells worlds apart by their content; what worlds share is read once. */
export const identityOf = (world: World): string =>
  [world.states, world.ledger, world.hashes, world.deadLetters, world.commits].map(numberOf).join() +
  `,${world.visible}`;

function numberOf(part: object): number {
  const known = texts.get(part);
  if (known !== undefined) return known;
  const text = JSON.stringify(part);
  const number = numbers.get(text) ?? numbers.size;
  numbers.set(text, number);
  texts.set(part, number);
  return number;
}

/** Makes the step happen in `world`, which is changed; what the caller is answered. */
async function perform(
  world: World,
  { store, method, args }: Step,
  without: Without | undefined,
): Promise<unknown> {
  if (store === 'queue') {
    const { eventId } = JSON.parse(String(args[0])) as { eventId: string };
    world.deadLetters = [...new Set([...world.deadLetters, eventId])].sort();
    return null;
  }
  if (store === 'priceStates' && method === 'commit')
    return commit(world, args as [PriceState, string], without);
  const call = stores(world, without)[store] as unknown as Record<
    string,
    (...args: unknown[]) => Promise<unknown>
  >;
  return (await call[method]?.(...args)) ?? null;
}

async function commit(
  world: World,
  [next, eventId]: [PriceState, string],
  without: Without | undefined,
): Promise<boolean> {
  const outcome = next.unsettled[eventId]?.outcome ?? '';
  if (without === 'fence' && outcome === 'dead-lettered') return true;
  const stored = world.states[next.productId];
  const againstCurrent = { ...next, revision: (stored?.revision ?? 0) + 1 };
  const written = without === 'condition on the price state' ? againstCurrent : next;
  const done = await memoryPriceStates(world.states).commit(written, eventId);
  if (done) world.commits.push([eventId, outcome]);
  return done;
}

function stores(world: World, without: Without | undefined) {
  const priceStates = memoryPriceStates(world.states);
  const ledger = memoryLedger(world.ledger);
  const cache = memoryPriceCache({ hashes: world.hashes });
  return {
    priceStates:
      without === 'marks'
        ? { ...priceStates, read: (id: string) => unmarked(priceStates.read(id)) }
        : priceStates,
    ledger:
      without === 'condition on the decision' ? { ...ledger, noteDecision: async () => 'noted' } : ledger,
    cache: {
      ...cache,
      put: (id: string, epoch: string, price: Parameters<typeof cache.put>[2]) => {
        const hash = world.hashes[`price:${id}`];
        if (without === 'revision compare in the cache' && hash) hash['price.revision'] = '0';
        return cache.put(id, without === 'epoch' ? (hash?.['epoch'] ?? writeEpoch(world, id)) : epoch, price);
      },
    },
  };
}

function writeEpoch(world: World, productId: string): string {
  world.hashes[`price:${productId}`] = { epoch: 'any' };
  return 'any';
}

const unmarked = async (state: Promise<PriceState | undefined>): Promise<PriceState | undefined> => {
  const read = await state;
  return read && { ...read, unsettled: {} };
};

/** What is wrong with a world in which nothing is under way any more; empty when all promises are kept. */
export function broken(world: World, sequences: Record<string, number | undefined>): string[] {
  const [state] = Object.values(world.states);
  const rows = Object.values(world.ledger.rows);
  const hash = Object.values(world.hashes)[0];
  const decided = rows
    .filter(({ outcome }) => outcome === 'priced' || outcome === 'held')
    .map(({ eventId }) => sequences[eventId] ?? 0);
  return [
    ...rows.flatMap((row) => brokenRow(row, world)),
    ...(state && Object.keys(state.unsettled).length > 0 ? ['a mark is left over'] : []),
    ...(hash?.['price'] !== undefined && Number(hash['price']) !== state?.price?.amount
      ? ['Redis shows another price than the one in force']
      : []),
    ...(decided.length > 0 && (state?.sequence ?? 0) < Math.max(...decided)
      ? ['the sequence is not the highest decided']
      : []),
  ];
}

function brokenRow(row: LedgerRow, world: World): string[] {
  const committed = world.commits
    .filter(([eventId]) => eventId === row.eventId)
    .map(([, outcome]) => outcome);
  const last = committed.at(-1);
  const decisions = committed.filter((outcome) => outcome !== 'dead-lettered');
  const wrong: string[] = [];
  if (row.outcome === undefined) wrong.push('an event is left open');
  if (decisions.length > 1) wrong.push('an event was decided twice');
  if (
    last !== undefined &&
    row.outcome !== last &&
    !(last === 'dead-lettered' && row.outcome === 'superseded')
  ) {
    wrong.push(`an event that was committed as ${last} ended as ${row.outcome}`);
  }
  if ((row.outcome === 'priced' || row.outcome === 'held') && last === undefined)
    wrong.push(`an event ended as ${row.outcome} without a commit`);
  if (row.outcome === 'dead-lettered' && !world.deadLetters.includes(row.eventId))
    wrong.push('a dead letter has no message');
  const explained = Object.values(world.ledger.evidence).some(
    ({ eventId, decision }) => eventId === row.eventId && decision.outcome === last,
  );
  if (decisions.length > 0 && !explained) wrong.push('a commit has no evidence');
  return wrong;
}

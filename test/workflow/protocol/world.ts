import type { Ledger } from '../../../adapters/ledger.ts';
import type { Orders } from '../../../adapters/orders.ts';
import { type CachePut, type PublishedPrice, toHead } from '../../../adapters/price-cache.ts';
import { RecordedPrice } from '../../../adapters/price-state.ts';
import type { Order, PriceOrder } from '../../../domain/context/order.ts';
import { type LedgerRow, orderIdIn } from '../../../domain/record/ledger.ts';
import type { PriceState } from '../../../domain/state/price-state.ts';
import { rebuildNow } from '../../../upkeep/rebuild-cache.ts';
import { memoryCacheContent } from '../../fakes/memory-cache-content.ts';
import { memoryCacheSentinel } from '../../fakes/memory-cache-sentinel.ts';
import { type LedgerData, memoryLedger } from '../../fakes/memory-ledger.ts';
import { memoryOrders, type OrdersData } from '../../fakes/memory-orders.ts';
import { memoryPriceCache, priceKey } from '../../fakes/memory-price-cache.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';

/** The shared data of all executions, with the past that the checker needs. */
export interface World {
  states: Record<string, PriceState>;
  ledger: LedgerData;
  orders: OrdersData;
  hashes: Record<string, Record<string, string>>;
  /** Ids in the dead-letter queue. */
  deadLetters: string[];
  /** Envelopes in the queue of waiting events, as JSON text; equal ones are stored once. */
  waiting: string[];
  /** The unavailable stores. */
  away: Step['store'][];
  /** Commits in order: event id and outcome. */
  commits: [string, string][];
  /** The highest `price.revision` that a reader was answered. */
  visible: number;
  /** For a product that is added during the run: whether it is in the catalog. */
  isListed?: boolean;
  /** Somebody has written to Redis since the last publish. */
  forged?: boolean;
}

/** One call of a store or queue; each is one atomic step of the world. */
export interface Step {
  store: 'priceStates' | 'ledger' | 'orders' | 'cache' | 'queue' | 'waiting' | 'catalog';
  method: string;
  args: unknown[];
}

/** Leaves out a part of the protocol, to check that the checker notices. */
export type Without =
  | 'epoch'
  | 'marks'
  | 'look at the own row'
  | 'note of the first decision'
  | 'fence'
  | 'condition on the price state'
  | 'revision compare in the cache'
  | 'look at the record before Redis is believed to be newer'
  | 'look at the record before a price in Redis is answered'
  | 'waiting queue'
  | 'order'
  | 'price of the order'
  | 'one event an order';

const READS = ['read', 'readMany', 'readPrices', 'epoch'];

/** What a client of Redis may forge: a revision above the record's, or another price at the same revision. */
export const FORGERIES: Record<string, Record<string, string>> = {
  'a revision that nobody decided': { 'price.revision': '99', price: '1' },
  // The record may reach this revision later.
  'the next revision': { 'price.revision': '2', price: '1' },
  'another price': { price: '1' },
};

/** The world after a forgery. */
export const forged = (world: World, fields: Record<string, string>): World => ({
  ...world,
  forged: true,
  hashes: Object.fromEntries(
    Object.entries(world.hashes).map(([key, hash]) => [key, hash['price'] ? { ...hash, ...fields } : hash]),
  ),
});

/** The world after the schedule has compared the stores and rebuilt the cache. */
export async function caredFor(world: World): Promise<World> {
  const cared = { ...world, hashes: copyOf(world.hashes) };
  await rebuildNow({
    ...stores(cared, undefined),
    content: memoryCacheContent(cared),
    sentinel: memoryCacheSentinel({ serverId: 'any', sentinel: {} }),
    newEpoch: () => 'from-the-care',
  });
  return cared;
}

const PARTS = {
  priceStates: 'states',
  ledger: 'ledger',
  orders: 'orders',
  cache: 'hashes',
  queue: 'deadLetters',
  waiting: 'waiting',
} as const;

/** The world after the step, sharing unchanged parts, and the caller's answer. */
export async function taken(
  world: World,
  step: Step,
  without: Without | undefined,
): Promise<{ world: World; value: unknown }> {
  const part = step.store === 'catalog' ? undefined : PARTS[step.store];
  const changed =
    part === undefined || (READS.includes(step.method) && without === undefined)
      ? world
      : { ...world, [part]: copyOf(world[part]), commits: [...world.commits] };
  const value = (await perform(changed, step, without)) ?? null;
  if (step.method === 'put' && (value as CachePut).kind === 'put' && isInForce(changed, step))
    changed.forged = false;
  return { world: changed, value: copyOf(value) };
}

/** Whether a put writes the price that is in force now, which replaces a forgery. */
function isInForce({ states }: World, { args }: Step): boolean {
  const [productId, , price] = args as [string, string, PublishedPrice];
  return states[productId]?.price?.revision === price['price.revision'];
}

const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value));

const texts = new WeakMap<object, number>();
const numbers = new Map<string, number>();

/** Identifies worlds by content; shared parts are serialized once. */
export const identityOf = ({
  states,
  ledger,
  orders,
  hashes,
  deadLetters,
  waiting,
  away,
  commits,
  visible,
  isListed = true,
  forged = false,
}: World): string =>
  [
    ...[states, ledger, orders, hashes, deadLetters, waiting, away, commits].map(numberOf),
    JSON.stringify(visible),
    isListed,
    forged,
  ].join();

function numberOf(part: object): number {
  const known = texts.get(part);
  if (known !== undefined) return known;
  const text = JSON.stringify(part);
  const number = numbers.get(text) ?? numbers.size;
  numbers.set(text, number);
  texts.set(part, number);
  return number;
}

/** Performs the step on `world`, which changes. Returns the caller's answer. */
async function perform(
  world: World,
  { store, method, args }: Step,
  without: Without | undefined,
): Promise<unknown> {
  if (store === 'catalog') return world.isListed ? args[0] : null;
  if (store === 'queue') {
    const { eventId } = JSON.parse(String(args[0])) as { eventId: string };
    world.deadLetters = [...new Set([...world.deadLetters, eventId])].sort();
    return null;
  }
  if (store === 'waiting') {
    if (without !== 'waiting queue') world.waiting = [...new Set([...world.waiting, String(args[0])])].sort();
    return null;
  }
  if (store === 'priceStates' && method === 'commit')
    return commit(world, args as [PriceState, string, string[]], without);
  const call = stores(world, without)[store] as unknown as Record<
    string,
    (...args: unknown[]) => Promise<unknown>
  >;
  return (await call[method]?.(...args)) ?? null;
}

async function commit(
  world: World,
  [next, eventId, settled]: [PriceState, string, string[]],
  without: Without | undefined,
): Promise<boolean> {
  const outcome = next.unsettled[eventId]?.outcome ?? '';
  if (without === 'fence' && outcome === 'dead-lettered') return true;
  const stored = world.states[next.productId];
  const againstCurrent = { ...next, revision: (stored?.revision ?? 0) + 1 };
  const written = without === 'condition on the price state' ? againstCurrent : next;
  const done = await memoryPriceStates(world.states).commit(written, eventId, settled);
  if (done) world.commits.push([eventId, outcome]);
  return done;
}

function stores(world: World, without: Without | undefined) {
  const priceStates = memoryPriceStates(world.states);
  const ledger = memoryLedger(world.ledger);
  const cache = memoryPriceCache({ hashes: world.hashes });
  const believing = without === 'look at the record before a price in Redis is answered';
  return {
    priceStates: believing
      ? { ...priceStates, readPrices: async (ids: string[]) => shownIn(world, ids) }
      : without === 'marks'
        ? { ...priceStates, read: (id: string) => unmarked(priceStates.read(id)) }
        : priceStates,
    orders: ordersOf(world, without),
    ledger: ledgerOf(ledger, without),
    cache: {
      ...cache,
      put: async (id: string, epoch: string, price: Parameters<typeof cache.put>[2]) => {
        const hash = world.hashes[priceKey(id)];
        if (without === 'revision compare in the cache' && hash) hash['price.revision'] = '0';
        const believed = without === 'look at the record before Redis is believed to be newer';
        if (believed && Number(hash?.['price.revision']) > price['price.revision'])
          return { kind: 'put' as const };
        return cache.put(id, without === 'epoch' ? (hash?.['epoch'] ?? writeEpoch(world, id)) : epoch, price);
      },
    },
  };
}

function ledgerOf(ledger: Ledger, without: Without | undefined): Ledger {
  if (without === 'note of the first decision') return { ...ledger, noteDecision: async () => 'noted' };
  if (without !== 'look at the own row') return ledger;
  // The row without outcome and fence. Rows of marks are not affected.
  const open = ({ outcome: _, fencedAt: __, ...row }: LedgerRow): LedgerRow => row;
  return {
    ...ledger,
    readMany: async ([own, ...marks]) => [
      ...(await ledger.readMany([own ?? ''])).map(open),
      ...(await ledger.readMany(marks)),
    ],
  };
}

/** What Redis shows, in place of the record. */
const shownIn = (world: World, ids: string[]): RecordedPrice[] =>
  ids.map((productId) => {
    const { price } = toHead(world.hashes[priceKey(productId)]);
    const inForce = price && {
      amount: price.price,
      currency: price.currency,
      revision: price['price.revision'],
      since: price.decidedAt,
      eventId: price.eventId,
    };
    return RecordedPrice.parse({ productId, price: inForce, unsettled: {} });
  });

function ordersOf({ orders, states }: World, without: Without | undefined): Orders {
  const store = memoryOrders(orders);
  if (without === 'one event an order')
    return { ...store, use: async (orderId, eventId) => store.use(orderId, eventId).then(() => eventId) };
  const [given] = Object.values(orders.orders) as PriceOrder[];
  if (without === undefined || given === undefined) return store;
  const onPriceRevision = states[given.productId]?.price?.revision ?? 0;
  return {
    ...store,
    async read(orderId) {
      if (without === 'order') return { ...given, orderId, onPriceRevision };
      const order = await store.read(orderId);
      return order && without === 'price of the order' ? ({ ...order, onPriceRevision } as Order) : order;
    },
  };
}

function writeEpoch(world: World, productId: string): string {
  world.hashes[priceKey(productId)] = { epoch: 'any' };
  return 'any';
}

const unmarked = async (state: Promise<PriceState | undefined>): Promise<PriceState | undefined> => {
  const read = await state;
  return read && { ...read, unsettled: {} };
};

/** The broken promises of a world in which nothing runs any more; empty if all were kept. */
export function broken(
  world: World,
  sequences: Record<string, number | undefined>,
  accepted: readonly string[],
): string[] {
  const [state] = Object.values(world.states);
  const rows = Object.values(world.ledger.rows);
  const hash = Object.values(world.hashes)[0];
  const decided = rows
    .filter(({ outcome }) => outcome === 'priced' || outcome === 'held')
    .map(({ eventId }) => sequences[eventId] ?? 0);
  return [
    ...accepted
      .filter((eventId) => world.ledger.rows[eventId] === undefined)
      .map(() => 'an accepted event is nowhere'),
    ...rows.flatMap((row) => [...brokenRow(row, world), ...brokenOrder(row, rows, world)]),
    ...(hash?.['price'] !== undefined && Number(hash['price']) !== state?.price?.amount
      ? ['Redis shows another price than the one in force']
      : []),
    ...(decided.length > 0 && (state?.sequence ?? 0) < Math.max(...decided)
      ? ['the sequence is not the highest decided']
      : []),
  ];
}

function brokenOrder(row: LedgerRow, rows: LedgerRow[], { orders }: World): string[] {
  const orderId = orderIdIn(row);
  if (orderId === undefined || row.outcome !== 'priced') return [];
  const order = orders.orders[orderId] as PriceOrder | undefined;
  if (order === undefined) return ['a price was set that nobody ordered'];
  const revision = row.revision ?? 0;
  const before = rows
    .filter(({ outcome }) => outcome === 'priced')
    .flatMap((each) => (each.revision !== undefined && each.revision < revision ? [each.revision] : []));
  return [
    ...(Math.max(FIRST_PRICE, ...before) === order.onPriceRevision
      ? []
      : ['an order replaced another price than the one that it was given on']),
    ...(orders.used[orderId] === row.eventId
      ? []
      : ['an order was carried out by an event that does not have it']),
  ];
}

/** The revision of the price that is in force when a run begins. */
const FIRST_PRICE = 1;

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

import { beforeEach, describe, expect, it } from 'vitest';
import type { LedgerRow } from '../../../domain/record/ledger.ts';
import type { Difference } from '../../../domain/record/price-check.ts';
import type { Verified } from '../../../domain/record/upkeep-lines.ts';
import type { PriceState } from '../../../domain/state/price-state.ts';
import { minor } from '../../../domain/values/money.ts';
import { DAY_MS } from '../../../domain/values/time.ts';
import { checkCache } from '../../../upkeep/check-cache.ts';
import { type Verifier, verifyCache } from '../../../upkeep/verify-cache.ts';
import { evidenceOn } from '../../contract/samples.ts';
import { memoryCacheContent } from '../../fakes/memory-cache-content.ts';
import { memoryCacheSentinel, type SentinelData } from '../../fakes/memory-cache-sentinel.ts';
import { type LedgerData, memoryLedger } from '../../fakes/memory-ledger.ts';
import { memoryPriceStates } from '../../fakes/memory-price-states.ts';
import { daysAgo, inForce, minutesAgo, NOW, state } from '../domain/make.ts';

interface World {
  states: Record<string, PriceState>;
  ledger: LedgerData;
  redis: { hashes: Record<string, Record<string, string>> };
}
let world: World;
let deps: Verifier;

const mark = { outcome: 'priced', revision: 5, reason: 'approved', at: NOW } as const;
const row = (changes: Partial<LedgerRow> = {}): LedgerRow => ({
  eventId: 'e5',
  productId: 'SKU1',
  acceptedAt: minutesAgo(60),
  receivedAt: minutesAgo(60),
  envelope: '{}',
  executions: [],
  decisions: {},
  outcome: 'priced',
  closedAt: minutesAgo(59),
  'price.revision': 5,
  sweeps: 0,
  ...changes,
});
const evidence = (amount = 1_200) => {
  const of = evidenceOn('e5', 4, 'priced');
  return { ...of, decision: { ...of.decision, price: minor(amount) } };
};

/** SKU1 has EUR 12.00 in force at revision 5 with its row and evidence, and Redis shows it. */
beforeEach(() => {
  world = {
    states: { SKU1: state({ revision: 5, price: inForce(1_200, { revision: 5, eventId: 'e5' }) }) },
    ledger: { rows: { e5: row() }, evidence: { 'e5#4': evidence() } },
    redis: {
      hashes: {
        'price:SKU1': {
          epoch: 'A',
          price: '1200',
          currency: 'EUR',
          'price.revision': '5',
          referencePrice: '',
          decidedAt: inForce(1).since ?? '',
          eventId: 'e5',
        },
      },
    },
  };
  deps = {
    priceStates: memoryPriceStates(world.states),
    ledger: memoryLedger(world.ledger),
    content: memoryCacheContent(world.redis),
    clock: () => NOW,
    underWayMs: 30_000,
  };
});

const hash = (): Record<string, string> => world.redis.hashes['price:SKU1'] ?? {};
const stateOf = (): PriceState => world.states['SKU1'] as PriceState;

async function verify(): Promise<Difference[]> {
  const found: Difference[] = [];
  for await (const each of verifyCache(deps)) if ('difference' in each) found.push(each.difference);
  return found;
}

it('finds no difference where there is none', async () => {
  expect(await verify()).toEqual([]);
});

const PLANTED: [kind: string, what: string, plant: () => unknown][] = [
  ['missing-in-redis', 'no key', () => delete world.redis.hashes['price:SKU1']],
  ['missing-in-redis', 'nothing but the epoch', () => (world.redis.hashes['price:SKU1'] = { epoch: 'A' })],
  ['older-in-redis', 'an older revision', () => (hash()['price.revision'] = '4')],
  ['newer-in-redis', 'a newer revision', () => (hash()['price.revision'] = '6')],
  ['other-price-in-redis', 'another price', () => (hash()['price'] = '1201')],
  ['other-price-in-redis', 'another currency', () => (hash()['currency'] = 'USD')],
  ['other-price-in-redis', 'another event', () => (hash()['eventId'] = 'e4')],
  ['other-price-in-redis', 'another time', () => (hash()['decidedAt'] = NOW)],
  ['other-price-in-redis', 'a reference price that it has not', () => (hash()['referencePrice'] = '1')],
  ['other-price-in-redis', 'a lost field', () => delete hash()['currency']],
  ['unreadable-in-redis', 'a price without a revision', () => delete hash()['price.revision']],
  ['unknown-in-redis', 'a product without a state', () => (world.redis.hashes['price:SKU9'] = hash())],
  ['unknown-in-redis', 'a name that no product has', () => (world.redis.hashes['price: '] = hash())],
  ['no-ledger-row', 'no row', () => delete world.ledger.rows['e5']],
  ['ledger-row-differs', 'another outcome', () => (world.ledger.rows['e5'] = row({ outcome: 'held' }))],
  ['ledger-row-differs', 'another revision', () => (world.ledger.rows['e5'] = row({ 'price.revision': 4 }))],
  ['evidence-missing', 'no evidence', () => delete world.ledger.evidence['e5#4']],
  ['evidence-differs', 'evidence of another price', () => (world.ledger.evidence['e5#4'] = evidence(1_300))],
  [
    'row-open-for-long',
    'an event without an outcome',
    () => (world.ledger.rows['e6'] = row({ eventId: 'e6', outcome: undefined, closedAt: undefined })),
  ],
];

it.each(PLANTED)('finds %s: %s', async (kind, _, plant) => {
  plant();
  expect((await verify()).map((each) => each.kind)).toEqual([kind]);
});

it('finds a key that is no hash', async () => {
  deps.content = { ...deps.content, hashes: async (ids) => ids.map(() => 'unreadable') };
  expect((await verify()).map(({ kind }) => kind)).toEqual(['unreadable-in-redis']);
});

it('finds a price that only Redis has of a product without a price in force', async () => {
  world.states['SKU1'] = { ...stateOf(), price: undefined };
  expect((await verify()).map(({ kind }) => kind)).toEqual(['unknown-in-redis']);
});

it('counts what it finds, and tells each once', async () => {
  world.redis.hashes['price:SKU9'] = hash();
  hash()['price'] = '1';
  const verifying = verifyCache(deps);
  let step = await verifying.next();
  while (!step.done) step = await verifying.next();
  expect(step.value).toEqual({
    checked: 1,
    differences: { 'other-price-in-redis': 1, 'unknown-in-redis': 1 },
    unshownForMs: DAY_MS,
  });
});

it('checks two products whose prices came of one event', async () => {
  world.states['SKU2'] = { ...stateOf(), productId: 'SKU2' };
  world.redis.hashes['price:SKU2'] = hash();
  expect(await verify()).toEqual([]);
});

describe('what is under way', () => {
  const open = { outcome: undefined, closedAt: undefined };

  it.each([
    ['nothing', () => delete world.redis.hashes['price:SKU1']],
    ['the price before', () => (hash()['price.revision'] = '4')],
  ])('is a price that Redis shows %s of, while its event is open', async (_, before) => {
    before();
    stateOf().unsettled = { e5: mark };
    world.ledger.rows['e5'] = row({ ...open, receivedAt: NOW });
    expect(await verify()).toEqual([]);
  });

  it('is an event that was received lately, or restarted once', async () => {
    world.ledger.rows['e6'] = row({ ...open, eventId: 'e6', receivedAt: minutesAgo(0.9) });
    expect(await verify()).toEqual([]);
    world.ledger.rows['e6'].receivedAt = minutesAgo(1.1);
    expect(await verify()).toHaveLength(1);
  });

  it('is a state that the scan has late', async () => {
    const late = structuredClone(stateOf());
    const price = inForce(1_200, { revision: 4, eventId: 'e4' });
    deps.priceStates = {
      ...deps.priceStates,
      async *all() {
        yield { ...late, price: price as NonNullable<PriceState['price']> };
      },
    };
    expect(await verify()).toEqual([]);
  });

  it('is a price that comes in force between one look and the next', async () => {
    const { hashes } = deps.content;
    let looks = 0;
    deps.content = {
      ...deps.content,
      async hashes(ids) {
        const found = await hashes(ids);
        looks += 1;
        if (looks === 1) return ids.map(() => undefined);
        // It is put in force and published after Redis was read and before the state is read.
        if (looks === 2) {
          world.states['SKU1'] = {
            ...stateOf(),
            revision: 7,
            price: { ...priceOf(), revision: 7, eventId: 'e7' },
          };
          world.ledger.rows['e7'] = row({ eventId: 'e7', 'price.revision': 7 });
          world.ledger.evidence['e7#6'] = { ...evidence(), eventId: 'e7', context: 6 };
          Object.assign(hash(), { 'price.revision': '7', eventId: 'e7' });
        }
        return found;
      },
    };
    expect(await verify()).toEqual([]);
    expect(looks).toBeGreaterThanOrEqual(3);
  });

  it('is the first price of a product, shown before the keys were read and known after', async () => {
    const { readPrices } = deps.priceStates;
    const known = world.states['SKU1'] as PriceState;
    delete world.states['SKU1'];
    let reads = 0;
    deps.priceStates = {
      all: memoryPriceStates({}).all,
      async readPrices(ids) {
        const found = await readPrices(ids);
        reads += 1;
        world.states['SKU1'] = known;
        return found;
      },
    };
    expect(await verify()).toEqual([]);
    expect(reads).toBeGreaterThan(1);
  });
});

const priceOf = () => stateOf().price as NonNullable<PriceState['price']>;

describe('the check by the schedule', () => {
  let redis: SentinelData;
  let reported: Verified[];
  beforeEach(() => {
    redis = { serverId: 'one', sentinel: { generation: 'first', server: 'one' } };
    reported = [];
  });
  const check = () =>
    checkCache({ ...deps, sentinel: memoryCacheSentinel(redis), report: (each) => reported.push(each) })();

  it('reports none, and leaves the cache alone', async () => {
    await check();
    expect(reported).toEqual([{ checked: 1, differences: {} }]);
    expect(redis.sentinel.server).toBe('one');
  });

  it('reports for how long the longest of the prices that Redis does not show has been in force', async () => {
    world.states['SKU2'] = { ...stateOf(), productId: 'SKU2' };
    world.states['SKU1'] = { ...stateOf(), price: { ...priceOf(), since: daysAgo(3) } };
    delete world.redis.hashes['price:SKU1'];
    await check();
    expect(reported[0]?.unshownForMs).toBe(3 * DAY_MS);
  });

  it('reports no such time for a difference in the record alone', async () => {
    delete world.ledger.rows['e5'];
    await check();
    expect(reported[0]?.unshownForMs).toBeUndefined();
  });

  it.each([
    ['is missing', () => delete world.redis.hashes['price:SKU1']],
    ['is older', () => (hash()['price.revision'] = '4')],
    ['is another', () => (hash()['price'] = '1')],
    ['is newer than the record', () => (hash()['price.revision'] = '1000000')],
    ['is of an unknown product', () => (world.redis.hashes['price:SKU9'] = hash())],
    ['can’t be read', () => delete hash()['price.revision']],
  ])('has the cache filled again when a price in it %s', async (_, plant) => {
    plant();
    await check();
    expect(reported[0]?.differences).not.toEqual({});
    expect(redis.sentinel.server).toBeUndefined();
  });

  it('does not fill the cache again for what that does not mend', async () => {
    delete world.ledger.rows['e5'];
    await check();
    expect(reported[0]?.differences).toEqual({ 'no-ledger-row': 1 });
    expect(redis.sentinel.server).toBe('one');
  });
});

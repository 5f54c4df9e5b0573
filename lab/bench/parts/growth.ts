import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { bytesIn } from '../disk.ts';
import type { Figure, Measured, Scale } from '../figures.ts';
import { plantShop } from '../stack/plant-shop.ts';
import { type BenchShop, benchShop } from '../stack/shop.ts';
import { type RunningStack, startBenchStack } from '../stack/start.ts';
import { median, percentile } from '../statistics.ts';
import { stockAt } from '../stock.ts';

interface Size {
  products: number;
  rows: number;
}

const SIZES: Record<Scale, Size[]> = {
  quick: [
    { products: 100, rows: 0 },
    { products: 100, rows: 1_000 },
  ],
  full: [
    { products: 100, rows: 0 },
    { products: 1_000, rows: 0 },
    { products: 10_000, rows: 0 },
    { products: 100_000, rows: 0 },
    { products: 1_000, rows: 10_000 },
    { products: 1_000, rows: 100_000 },
    { products: 1_000, rows: 1_000_000 },
  ],
};
const EVENTS: Record<Scale, number> = { quick: 100, full: 1_500 };
const AT_ONCE = 4;
const EVENTS_A_CALL = 10;

const sizeName = ({ products, rows }: Size): string =>
  rows === 0 ? `${products} products` : `${products} products, ${rows} ledger rows`;

/** Sends events of the products in turn as fast as possible. Returns events a second until the last one ended. */
async function burst(shop: BenchShop, productIds: string[], events: number): Promise<number> {
  const details = Array.from({ length: events }, (_, at) => {
    const sequence = Math.floor(at / productIds.length) + 1;
    return {
      productId: productIds[at % productIds.length] ?? '',
      stock: stockAt(sequence),
      sequence,
      occurredAt: new Date().toISOString(),
    };
  });
  const begin = performance.now();
  const sender = async () => {
    for (
      let some = details.splice(0, EVENTS_A_CALL);
      some.length > 0;
      some = details.splice(0, EVENTS_A_CALL)
    )
      await shop.sendAll(some);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sender));
  await shop.idle();
  return events / ((performance.now() - begin) / 1000);
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
};

/** Compares Redis, record and ledger. Throws if they differ, because the other figures are worthless then. */
async function verified(shop: BenchShop): Promise<void> {
  const last = (await shop.read('/cache/verify')).trim().split('\n').at(-1) ?? '';
  const { done } = JSON.parse(last) as { done?: { differences: object } };
  if (done === undefined || Object.keys(done.differences).length > 0)
    throw new Error(`the check found ${last}`);
}

/** Empties Redis, and returns when the stack has refilled it. */
async function refilled(stack: RunningStack, products: number): Promise<void> {
  const redis = new Redis(Number(stack.endpoints['redis']?.split(':').at(-1)), '127.0.0.1');
  try {
    await redis.flushall();
    // Each product's hash, and the key that marks the cache as complete.
    while ((await redis.dbsize()) < products + 1) await sleep(20);
  } finally {
    redis.disconnect();
  }
}

const SEARCHES = [
  'product=P7',
  'outcome=rejected',
  'outcome=rejected,dead-lettered&product=P0',
  'reason=60.0%25',
  'kind=seed&limit=200',
  'event=old-500',
  'error=NoSuchError',
  'limit=50',
];

async function measureAt(size: Size, events: number): Promise<Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'pricewire-bench-'));
  try {
    const productIds = await plantShop(dataDir, size);
    const bytes = await bytesIn(dataDir);
    const begin = performance.now();
    const stack = await startBenchStack({ dataDir });
    const startedMs = performance.now() - begin;
    const shop = benchShop(stack);
    try {
      const idleMb = await stack.memory();
      const perSecond = await burst(shop, productIds, events);
      const busyMb = await stack.memory();
      const verifyMs = await timed(() => verified(shop));
      const refilledMs = await timed(() => refilled(stack, size.products));
      const searches: number[] = [];
      for (let round = 0; round < 5; round += 1)
        for (const query of SEARCHES) searches.push(await timed(() => shop.read(`/search?${query}`)));
      const figure = (name: string, value: number, unit: string, better?: Figure['better']): Figure => ({
        name: `${sizeName(size)}: ${name}`,
        value,
        unit,
        ...(better ? { better } : {}),
      });
      return [
        figure('events', perSecond, 'events/s', 'higher'),
        figure('memory after the start', idleMb, 'MB', 'lower'),
        figure('memory after the events', busyMb, 'MB', 'lower'),
        figure('disk', bytes / 2 ** 20, 'MB', 'lower'),
        figure('start', startedMs / 1000, 's', 'lower'),
        figure('cache verify', verifyMs / 1000, 's', 'lower'),
        figure('Redis full again after a flush', refilledMs / 1000, 's', 'lower'),
        figure('search p50', median(searches), 'ms', 'lower'),
        figure('search p95', percentile(searches, 95), 'ms', 'lower'),
      ];
    } finally {
      shop.close();
      await stack.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Speed, memory and disk as the catalog and the ledger grow. */
export async function measure(scale: Scale): Promise<Measured> {
  const figures: Figure[] = [];
  for (const size of SIZES[scale]) figures.push(...(await measureAt(size, EVENTS[scale])));
  return {
    figures,
    notes: [
      `One stack on data of each size. ${EVENTS[scale]} events, ${EVENTS_A_CALL} in a call and ${AT_ONCE} calls at once, to the end of the last event. Searches: ${SEARCHES.length} of different kinds, five times, over HTTP.`,
    ],
  };
}

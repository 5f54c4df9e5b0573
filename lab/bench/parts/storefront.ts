import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { Redis } from 'ioredis';
import { cacheNames } from '../../../adapters/cache-names.ts';
import type { Figure, Measured, Scale } from '../figures.ts';
import { type BenchShop, benchShop } from '../stack/shop.ts';
import { startBenchStack } from '../stack/start.ts';
import { median, percentile } from '../statistics.ts';

const NAMES = cacheNames('local');
const PRODUCTS = 1_000;
const BATCH = 100;
const AT_ONCE = 16;
const ROUNDS = 5;

interface Round {
  perSecond: number;
  latencies: number[];
}

async function round(ask: () => Promise<unknown>, ms: number): Promise<Round> {
  const latencies: number[] = [];
  const begin = performance.now();
  const asker = async () => {
    while (performance.now() < begin + ms) {
      const from = performance.now();
      await ask();
      latencies.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, asker));
  return { perSecond: latencies.length / ((performance.now() - begin) / 1000), latencies };
}

async function readAll(url: string): Promise<void> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  await response.arrayBuffer();
}

/** Opens the live stream of a product, and calls back at each `data` line. Returns when it is connected. */
async function listen(url: string, heard: (data: string) => void): Promise<AbortController> {
  const hangUp = new AbortController();
  const response = await fetch(`${url}/v1/prices/stream?ids=P1`, { signal: hangUp.signal });
  if (!response.ok || response.body === null) throw new Error(`${url}: ${response.status}`);
  const lines = createInterface({ input: Readable.fromWeb(response.body) });
  lines.on('line', (line) => {
    if (line.startsWith('data:')) heard(line);
  });
  lines.on('error', () => {});
  return hangUp;
}

/** Time from the publication of a price until all listeners have received it, in milliseconds. */
async function fanOut(
  url: string,
  { redis, shop }: { redis: Redis; shop: BenchShop },
  listeners: number,
  times: number,
): Promise<number[]> {
  let [waiting, marker] = [0, ''];
  let all = () => {};
  const hear = (data: string) => {
    if (marker !== '' && data.includes(marker)) waiting -= 1;
    if (waiting === 0) all();
  };
  const connected: AbortController[] = [];
  for (let at = 0; at < listeners; at += 1) connected.push(await listen(url, hear));
  const took: number[] = [];
  for (let at = 0; at < times; at += 1) {
    const price = await shop.putInForce('P1');
    [waiting, marker] = [listeners, `"price.revision":${price['price.revision']}`];
    const done = new Promise<void>((resolve) => {
      all = resolve;
    });
    const from = performance.now();
    await redis.publish(NAMES.channel, JSON.stringify({ productId: 'P1', ...price }));
    await done;
    took.push(performance.now() - from);
  }
  for (const each of connected) each.abort();
  return took;
}

/** The price read API and Redis itself, from the same client. */
export async function measure(scale: Scale): Promise<Measured> {
  const [ms, listeners, times] = scale === 'full' ? [2_000, 1_000, 20] : [300, 50, 3];
  const stack = await startBenchStack();
  const shop = benchShop(stack);
  const redis = new Redis(Number(stack.endpoints['redis']?.split(':').at(-1)), '127.0.0.1');
  const ids = Array.from({ length: PRODUCTS }, (_, at) => `P${at}`);
  const any = () => ids[Math.floor(Math.random() * PRODUCTS)] ?? '';
  const some = () => {
    const first = Math.floor(Math.random() * (PRODUCTS - BATCH));
    return ids.slice(first, first + BATCH);
  };
  const ways: Record<string, () => Promise<unknown>> = {
    'GET /v1/prices/{id}': () => readAll(`${stack.url}/v1/prices/${any()}`),
    'Redis HGETALL': () => redis.hgetall(NAMES.price(any())),
    [`GET /v1/prices?ids= of ${BATCH}`]: () => readAll(`${stack.url}/v1/prices?ids=${some().join(',')}`),
    [`Redis, ${BATCH} HGETALL in one trip`]: () =>
      redis.pipeline(some().map((id) => ['hgetall', NAMES.price(id)])).exec(),
  };
  const found: Record<string, Round[]> = {};
  let told: number[] = [];
  try {
    await shop.stock(ids);
    await shop.idle();
    for (const ask of Object.values(ways)) await round(ask, ms / 4);
    for (let at = 0; at < ROUNDS; at += 1)
      for (const [name, ask] of Object.entries(ways))
        found[name] = [...(found[name] ?? []), await round(ask, ms)];
    told = await fanOut(stack.url, { redis, shop }, listeners, times);
  } finally {
    redis.disconnect();
    shop.close();
    await stack.stop();
  }
  return {
    figures: [
      ...Object.entries(found).flatMap(([name, rounds]): Figure[] => [
        { name, value: median(rounds.map(({ perSecond }) => perSecond)), unit: 'reads/s', better: 'higher' },
        {
          name: `${name}, p99`,
          value: percentile(
            rounds.flatMap(({ latencies }) => latencies),
            99,
          ),
          unit: 'ms',
          better: 'lower',
        },
      ]),
      {
        name: `${listeners} listeners all notified, p50`,
        value: median(told),
        unit: 'ms',
        better: 'lower',
      },
      {
        name: `${listeners} listeners all notified, p99`,
        value: percentile(told, 99),
        unit: 'ms',
        better: 'lower',
      },
    ],
    notes: [
      `${ROUNDS} rounds of ${ms} ms for each kind of read, in turns, ${AT_ONCE} at a time, over ${PRODUCTS} products. Client, stack and Redis share the machine.`,
    ],
  };
}

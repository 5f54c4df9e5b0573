import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure, Measured, Scale } from '../figures.ts';
import { type BenchShop, benchShop } from '../stack/shop.ts';
import { startBenchStack } from '../stack/start.ts';
import { percentile } from '../statistics.ts';
import { stockAt } from '../stock.ts';

const PRODUCTS = 400;
/** The stack keeps up if at least this share of the events is priced within one second after the last was due. */
const KEPT_UP = 0.95;
const DRAINED_MS = 1_000;

interface AtRate {
  rate: number;
  /** From the time when an event was due to be sent until its price was in Redis, so a slow sender hides nothing. */
  latencies: number[];
  keptUp: boolean;
}

/** Sends `rate` events a second on schedule, without waiting for earlier ones. */
async function atRate(
  shop: BenchShop,
  rate: number,
  seconds: number,
  from: { sequence: number },
): Promise<AtRate> {
  const begin = Date.now() + 100;
  const due = new Map<string, number>();
  const sends: Promise<void>[] = [];
  for (let at = 0; at < rate * seconds; at += 1) {
    const when = begin + (at * 1000) / rate;
    if (when > Date.now()) await sleep(when - Date.now());
    const productId = `P${from.sequence % PRODUCTS}`;
    const sequence = Math.floor(from.sequence / PRODUCTS) + 1;
    from.sequence += 1;
    const sent = shop.send({
      productId,
      stock: stockAt(sequence),
      sequence,
      occurredAt: new Date().toISOString(),
    });
    sends.push(sent.then((eventId) => void due.set(eventId, when)));
  }
  await Promise.all(sends);
  const end = begin + seconds * 1000 + DRAINED_MS;
  await shop.idle();
  const rows = await shop.rows([...due.keys()]);
  const shown = rows.flatMap(({ eventId, publishedAt }) =>
    publishedAt === undefined ? [] : [{ at: Date.parse(publishedAt), due: due.get(eventId) ?? 0 }],
  );
  const inTime = rows.filter(({ closedAt = '9' }) => Date.parse(closedAt) <= end).length;
  return {
    rate,
    latencies: shown.map((each) => each.at - each.due),
    keptUp: inTime >= KEPT_UP * rate * seconds,
  };
}

/** Latency at rising rates of arrival, until the stack does not keep up. */
export async function measure(scale: Scale): Promise<Measured> {
  const [rates, seconds] =
    scale === 'full' ? [[10, 25, 50, 75, 100, 125, 150, 200, 300, 400], 20] : [[5, 10], 4];
  const stack = await startBenchStack();
  const shop = benchShop(stack);
  const found: AtRate[] = [];
  try {
    await shop.stock(Array.from({ length: PRODUCTS }, (_, at) => `P${at}`));
    await shop.idle();
    const from = { sequence: 0 };
    await atRate(shop, 10, scale === 'full' ? 10 : 2, from);
    for (const rate of rates) {
      const one = await atRate(shop, rate, seconds, from);
      found.push(one);
      if (!one.keptUp) break;
    }
  } finally {
    shop.close();
    await stack.stop();
  }

  const knee = found.filter(({ keptUp }) => keptUp).at(-1)?.rate ?? 0;
  const half = found.filter(({ rate }) => rate <= knee / 2).at(-1) ?? found[0];
  const p99 = (one: AtRate | undefined) => percentile(one?.latencies ?? [], 99);
  return {
    figures: [
      ...found.flatMap(({ rate, latencies, keptUp }): Figure[] =>
        [50, 95, 99].map((percent) => ({
          name: `at ${rate}/s${keptUp ? '' : ' (overload)'}, event to Redis p${percent}`,
          value: percentile(latencies, percent),
          unit: 'ms',
          better: 'lower',
        })),
      ),
      { name: 'the knee', value: knee, unit: 'events/s', better: 'higher' },
      {
        name: `p99 at ${half?.rate}/s, half of the knee or less`,
        value: p99(half),
        unit: 'ms',
        better: 'lower',
        goal: 100,
      },
    ],
    notes: [
      `Open arrivals: each event is sent when it is due, and its latency counts from that time. ${seconds} s for each rate, ${PRODUCTS} products in turn; each event moves its price. Sender and stack share the machine.`,
    ],
  };
}

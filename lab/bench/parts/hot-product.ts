import { setTimeout as sleep } from 'node:timers/promises';
import type { InventoryDetail } from '../../../cli/shared/bus.ts';
import type { Measured, Scale } from '../figures.ts';
import { countedModel } from '../stack/counted-model.ts';
import { type BenchShop, benchShop } from '../stack/shop.ts';
import { startBenchStack } from '../stack/start.ts';
import { percentile } from '../statistics.ts';
import { stockAt } from '../stock.ts';

const HOT = 'HOT';
const COLD = Array.from({ length: 50 }, (_, at) => `P${at}`);
const EVENTS_A_SECOND = 1_000;
const COLD_EVENTS_A_SECOND = 5;
/** Events arrive in random order within windows of this size. */
const WINDOW = 20;
const EVENTS_A_CALL = 10;
const SAMPLE_EVERY_MS = 100;

/** `details` shuffled within windows, reproducibly. */
function shuffled(details: InventoryDetail[]): InventoryDetail[] {
  let drawn = 7;
  const draw = () => {
    drawn = (drawn * 48_271) % 2_147_483_647;
    return drawn;
  };
  return Array.from({ length: Math.ceil(details.length / WINDOW) }, (_, at) =>
    details
      .slice(at * WINDOW, (at + 1) * WINDOW)
      .map((detail) => ({ detail, order: draw() }))
      .sort((a, b) => a.order - b.order)
      .map(({ detail }) => detail),
  ).flat();
}

/** Sends batches on schedule, without waiting for earlier ones. Returns event ids by sequence. */
async function storm(shop: BenchShop, details: InventoryDetail[]): Promise<Map<number, string>> {
  const ids = new Map<number, string>();
  const begin = Date.now() + 100;
  const sends: Promise<void>[] = [];
  for (let at = 0; at < details.length; at += EVENTS_A_CALL) {
    const due = begin + (at * 1000) / EVENTS_A_SECOND;
    if (due > Date.now()) await sleep(due - Date.now());
    const batch = details.slice(at, at + EVENTS_A_CALL);
    sends.push(
      shop
        .sendAll(batch)
        .then((sent) => sent.forEach((id, each) => void ids.set(batch[each]?.sequence ?? 0, id))),
    );
  }
  await Promise.all(sends);
  return ids;
}

/** Sends occasional events of other products. Returns their ids. */
function trickle(shop: BenchShop): { stop(): Promise<string[]> } {
  let over = false;
  const sent = (async () => {
    const ids: Promise<string>[] = [];
    for (let at = 0; !over; at += 1) {
      const sequence = Math.floor(at / COLD.length) + 1;
      const productId = COLD[at % COLD.length] ?? '';
      ids.push(
        shop.send({ productId, stock: stockAt(sequence), sequence, occurredAt: new Date().toISOString() }),
      );
      await sleep(1_000 / COLD_EVENTS_A_SECOND);
    }
    return Promise.all(ids);
  })();
  return {
    stop() {
      over = true;
      return sent;
    },
  };
}

/** A storm of events of one product: their outcomes, the calls of the model, and the effect on other products. */
export async function measure(scale: Scale): Promise<Measured> {
  const events = scale === 'full' ? 10_000 : 1_000;
  const model = await countedModel();
  const stack = await startBenchStack({ modelUrl: model.url });
  const shop = benchShop(stack);
  const queue: number[] = [];
  const megabytes: number[] = [];
  let watch: NodeJS.Timeout | undefined;
  try {
    await shop.stock([HOT, ...COLD]);
    await shop.idle();
    const now = new Date().toISOString();
    const details = Array.from(
      { length: events },
      (_, at): InventoryDetail => ({
        productId: HOT,
        stock: events - at,
        sequence: at + 1,
        occurredAt: now,
      }),
    );
    const before = { asked: model.asked(), megabytes: await stack.memory() };
    watch = setInterval(() => {
      void shop.inFlight().then((count) => queue.push(count));
      void stack.memory().then((each) => megabytes.push(each));
    }, SAMPLE_EVERY_MS);
    const others = trickle(shop);
    const begin = performance.now();
    const ids = await storm(shop, shuffled(details));
    const sentAfter = (performance.now() - begin) / 1000;
    const coldIds = await others.stop();
    await shop.idle();
    const drainedAfter = (performance.now() - begin) / 1000;
    const asked = model.asked() - before.asked;

    const rows = await shop.rows([...ids.values()]);
    const ended = (outcome: string) => rows.filter((row) => row.outcome === outcome).length;
    const last = rows.find(({ eventId }) => eventId === ids.get(events));
    const state = await shop.state(HOT);
    const cold = (await shop.rows(coldIds)).flatMap(({ latencyMs }) => latencyMs ?? []);
    return {
      figures: [
        {
          name: 'events lost or left open',
          value: events - rows.filter(({ outcome }) => outcome).length,
          unit: 'events',
          better: 'lower',
          goal: 0,
        },
        { name: 'dead letters', value: ended('dead-lettered'), unit: 'events', better: 'lower', goal: 0 },
        {
          name: 'sequences missing from the final price',
          value: events - (state?.sequence ?? 0),
          unit: 'events',
          better: 'lower',
          goal: 0,
        },
        {
          name: 'share of events with a model call',
          value: (asked / events) * 100,
          unit: '%',
          better: 'lower',
          goal: 10,
        },
        { name: 'superseded', value: (ended('superseded') / events) * 100, unit: '%' },
        {
          name: 'last event, from acceptance to outcome',
          value: Date.parse(last?.closedAt ?? '') - Date.parse(last?.acceptedAt ?? ''),
          unit: 'ms',
          better: 'lower',
        },
        { name: 'all events sent after', value: sentAfter, unit: 's' },
        { name: 'all events ended after', value: drainedAfter, unit: 's', better: 'lower' },
        { name: 'maximum events in progress', value: Math.max(...queue), unit: 'events', better: 'lower' },
        { name: 'memory before', value: before.megabytes, unit: 'MB' },
        { name: 'maximum memory', value: Math.max(...megabytes), unit: 'MB', better: 'lower' },
        {
          name: 'other products at the same time, event to Redis p50',
          value: percentile(cold, 50),
          unit: 'ms',
          better: 'lower',
        },
        {
          name: 'other products at the same time, event to Redis p99',
          value: percentile(cold, 99),
          unit: 'ms',
          better: 'lower',
        },
      ],
      notes: [
        `${events} events of one product, ${EVENTS_A_SECOND} a second, shuffled within windows of ${WINDOW}; ${COLD_EVENTS_A_SECOND} a second of ${COLD.length} other products at the same time. Sender, model and stack share the machine.`,
      ],
    };
  } finally {
    clearInterval(watch);
    shop.close();
    await stack.stop();
    await model.stop();
  }
}

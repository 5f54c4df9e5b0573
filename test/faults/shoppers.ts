import type { PublishedPrice } from '../../adapters/price-cache.ts';
import { storefrontApp } from '../../storefront/app.ts';
import { UNIT_COST } from './goods.ts';
import { storesOf } from './processes.ts';
import type { World } from './world.ts';

/** Streams poll by the machine's clock, which is not that of a run, so polling is off. */
const NEVER_MS = 2 ** 31 - 1;

/** A storefront process. After one answer it may give no reader an older price. */
interface Storefront {
  app: ReturnType<typeof storefrontApp>;
  /** productId -> the highest answered revision. */
  answered: Map<string, number>;
}

function openStorefront(world: World): Storefront {
  const { ground, seen } = world;
  const name = `storefront/${++world.processes}`;
  let epochs = 0;
  const app = storefrontApp({
    ...storesOf(ground, { name, dead: false }),
    clock: ground.clock,
    newEpoch: () => `epoch ${epochs++} of ${name}`,
    onFault: (fault) => seen.broken.push(`${name}: ${fault}`),
    subscribe: (listener) => {
      world.listeners.add(listener);
      return () => void world.listeners.delete(listener);
    },
    heartbeatMs: NEVER_MS,
  });
  return { app, answered: new Map() };
}

/**
 * Shoppers who read prices while `isOpen`. Some stay with one process; one changes processes and passes on the last revision.
 * Returns a function that counts the shown prices.
 */
export function letShop(world: World, products: string[], isOpen: () => boolean): () => number {
  const { random, schedule } = world;
  const processes = [openStorefront(world), openStorefront(world)];
  let shown = 0;
  const shop = async (stays: number | undefined): Promise<void> => {
    const carried = stays === undefined ? new Map<string, number>() : undefined;
    while (isOpen()) {
      await schedule.sleep(random.chance(0.5) ? random.between(0, 200) : random.between(0, 20_000));
      // A new process has answered nothing yet.
      if (random.chance(0.02)) processes[1] = openStorefront(world);
      const at = processes[stays ?? random.below(2)] as Storefront;
      if (await lookUp(world, at, random.oneOf(products), carried)) shown += 1;
    }
  };
  for (const stays of [0, 1, undefined]) void shop(stays);
  void watchLive(world, processes[0] as Storefront, products, isOpen);
  return () => shown;
}

/** A reader with a live page, until the shop closes. */
async function watchLive(
  world: World,
  { app }: Storefront,
  products: string[],
  isOpen: () => boolean,
): Promise<void> {
  const response = await app.request(`/v1/prices/stream?ids=${products.join()}`);
  const events = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  const until = async () => {
    while (isOpen()) await world.schedule.sleep(10_000);
    await events.cancel();
  };
  void until();
  const sent = new Map<string, number>();
  for (;;) {
    const { done, value } = await events.read();
    if (done) return;
    const [, data] = /^event: price\n(?:.*\n)*data: (.*)$/m.exec(Buffer.from(value).toString()) ?? [];
    if (data === undefined) continue;
    const price = JSON.parse(data) as PublishedPrice & { productId: string };
    judge(world, price.productId, price, sent.get(price.productId) ?? 0);
    sent.set(price.productId, price['price.revision']);
  }
}

/** The answer of a new process. */
export const lookUpAfresh = async (world: World, productId: string): Promise<PublishedPrice | undefined> =>
  lookUp(world, openStorefront(world), productId);

async function lookUp(
  world: World,
  { app, answered }: Storefront,
  productId: string,
  carried = new Map<string, number>(),
): Promise<PublishedPrice | undefined> {
  const floor = Math.max(answered.get(productId) ?? 0, carried.get(productId) ?? 0);
  const response = await app.request(`/v1/prices/${productId}?minRevision=${carried.get(productId) ?? 0}`);
  const body: unknown = await response.json();
  if (response.status !== 200) return undefined;
  const price = body as PublishedPrice;
  const revision = price['price.revision'];
  judge(world, productId, price, floor);
  for (const map of [answered, carried]) map.set(productId, Math.max(map.get(productId) ?? 0, revision));
  return price;
}

/** Checks that the price was in force and is not older than what this reader saw before. */
function judge({ seen, data }: World, productId: string, price: PublishedPrice, floor: number): void {
  const revision = price['price.revision'];
  if (revision < floor)
    seen.broken.push(`a reader of ${productId} was shown revision ${revision} after ${floor}`);
  if (price.price < UNIT_COST)
    seen.broken.push(`a reader of ${productId} was shown ${price.price}, which is below cost`);
  const evidence = data.ledger.evidence[`${price.eventId}#${revision - 1}`];
  if (evidence?.decision.price !== price.price)
    seen.broken.push(`a reader of ${productId} was shown ${price.price}; the ledger knows nothing of it`);
}

import type { PublishedPrice } from '../../adapters/price-cache.ts';
import { storefrontApp } from '../../storefront/app.ts';
import { UNIT_COST } from './goods.ts';
import { storesOf } from './processes.ts';
import type { World } from './world.ts';

/** A storefront process: nobody who asks after one answer may get an older price. */
interface Storefront {
  app: ReturnType<typeof storefrontApp>;
  /** productId -> the highest revision that anybody was answered. */
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
  });
  return { app, answered: new Map() };
}

/**
 * Shoppers who look at prices for as long as `isOpen`: some stay with one process, one goes from process to process and
 * takes along the revision seen last. Answers how many prices were shown so far.
 */
export function letShop(world: World, products: string[], isOpen: () => boolean): () => number {
  const { random, schedule } = world;
  const processes = [openStorefront(world), openStorefront(world)];
  let shown = 0;
  const shop = async (stays: number | undefined): Promise<void> => {
    const carried = stays === undefined ? new Map<string, number>() : undefined;
    while (isOpen()) {
      await schedule.sleep(random.chance(0.5) ? random.between(0, 200) : random.between(0, 20_000));
      // A new process has served nobody yet.
      if (random.chance(0.02)) processes[1] = openStorefront(world);
      const at = processes[stays ?? random.below(2)] as Storefront;
      if (await lookUp(world, at, random.oneOf(products), carried)) shown += 1;
    }
  };
  for (const stays of [0, 1, undefined]) void shop(stays);
  return () => shown;
}

/** What a process that was just started answers. */
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
  const { seen, data } = world;
  if (revision < floor)
    seen.broken.push(`a reader of ${productId} was shown revision ${revision} after ${floor}`);
  if (price.price < UNIT_COST)
    seen.broken.push(`a reader of ${productId} was shown ${price.price}, which is below cost`);
  for (const map of [answered, carried]) map.set(productId, Math.max(map.get(productId) ?? 0, revision));
  const evidence = data.ledger.evidence[`${price.eventId}#${revision - 1}`];
  const note = data.ledger.rows[price.eventId]?.decisions[revision - 1];
  if (evidence?.decision.price !== price.price || note?.price !== price.price)
    seen.broken.push(`a reader of ${productId} was shown ${price.price}; the ledger knows nothing of it`);
  return price;
}

import { brokenRecords } from './broken-records.ts';
import { type CacheCare, cacheCareOf } from './cache-care.ts';
import { brokenPromises } from './conservation.ts';
import { factsOf } from './facts.ts';
import { finish, neverSeen, through } from './finish.ts';
import { productIds } from './goods.ts';
import { notReproduced } from './judged-again.ts';
import { type Envelope, rowsOf } from './market.ts';
import { makeMischief, mend, writeToRedis } from './mischief.ts';
import { type Outage, outagesOf, withOutages } from './outages.ts';
import { letShop, lookUpAfresh } from './shoppers.ts';
import { type Sent, trafficOf } from './traffic.ts';
import { troublesBy } from './troubles.ts';
import { type Upkeep, upkeepOf } from './upkeep.ts';
import { World } from './world.ts';

const MINUTE_MS = 60_000;
const EVENTS = 200;

/** The result of a run. */
export interface Played {
  world: World;
  outcomes: Record<string, number>;
  troubles: number;
  shown: number;
  outages: Outage[];
  /** The broken promises; empty if all were kept. */
  broken: string[];
}

/** One run: events under faults, then the schedules without faults until no work is left, then the checks. */
export async function play(seed: number, events = EVENTS): Promise<Played> {
  const products = productIds(2 + (Math.abs(seed) % 4));
  const world = new World(seed, products);
  const { random, schedule, calls } = world;
  let open = true;
  const isOpen = () => open;
  const upkeep = upkeepOf(world, deliver);
  const care = cacheCareOf(world);
  const traffic = trafficOf(random, products, events, (ms) => new Date(schedule.now() + ms).toISOString());
  const last = Math.max(...traffic.map(({ at }) => at));

  const outages = outagesOf(random, schedule.now(), last);
  const over = Math.max(last, ...outages.map(({ to }) => to - schedule.now()));
  for (const { from, targets } of outages)
    void schedule.sleep(from - schedule.now()).then(() => world.note(`away: ${targets.join(' ')}`));
  calls.plan = withOutages(outages, schedule.now, troublesBy(random, random.oneOf([0.005, 0.02, 0.05, 0.1])));
  const shown = letShop(world, products, isOpen);
  makeMischief(world, isOpen);
  for (const sent of traffic) void send(sent);
  keepUp(world, { ...upkeep, ...care }, isOpen);
  await world.pass(over + 3 * MINUTE_MS);

  open = false;
  calls.plan = () => undefined;
  mend(world);
  await finish(world, upkeep);
  // The next check finds a forgery, and the next repair corrects it.
  for (const productId of products) writeToRedis(world, productId);
  await through(world, care.check());
  await through(world, care.repair());
  const left = (await through(world, care.check())).differences;
  const unpublished = await staleOrMissing(world, products);
  return {
    world,
    outcomes: tally(rowsOf(world.data).map(({ outcome }) => outcome ?? 'open')),
    troubles: calls.steps.filter(({ trouble }) => trouble !== undefined).length,
    shown: shown(),
    outages,
    broken: [
      ...world.seen.broken,
      ...brokenPromises(factsOf(world)),
      ...neverSeen(world),
      ...brokenRecords(factsOf(world), world.ground.visits.of),
      ...Object.keys(left),
      ...unpublished,
      ...(await notReproduced(world)),
    ],
  };

  async function send({ at, event, order, deliveries }: Sent): Promise<void> {
    await schedule.sleep(at);
    if (order !== undefined) world.give(event, order);
    const envelope = world.accept(event);
    for (const after of deliveries) void schedule.sleep(after).then(() => deliver(envelope));
  }

  // Express runs an execution at least once, so some run twice.
  function deliver(envelope: Envelope): void {
    world.start(envelope);
    if (open && random.chance(0.02))
      void schedule.sleep(random.between(0, 5_000)).then(() => world.start(envelope));
  }
}

/**
 * Calls the scheduled jobs as deployed, except for marks and the queue of accepted events, whose intervals are longer than a
 * run.
 */
function keepUp({ schedule }: World, upkeep: Upkeep & CacheCare, isOpen: () => boolean): void {
  const every = async (ms: number, job: () => Promise<unknown>): Promise<void> => {
    for (;;) {
      await schedule.sleep(ms);
      if (!isOpen()) return;
      // A call that fails is dropped; the next call does its work.
      void job().catch(() => {});
    }
  };
  void every(MINUTE_MS, upkeep.sweep);
  void every(10_000, upkeep.restartWaiting);
  void every(MINUTE_MS, upkeep.reconcile);
  void every(5 * MINUTE_MS, upkeep.repriceDue);
  void every(7 * MINUTE_MS, upkeep.settleMarks);
  void every(MINUTE_MS, upkeep.repair);
  void every(4 * MINUTE_MS, upkeep.check);
}

/** Products for which readers finally get another price than the one in force, or none. */
async function staleOrMissing(world: World, products: string[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const productId of products) {
    const asked = lookUpAfresh(world, productId);
    await through(world, asked);
    const [shown, inForce] = [await asked, world.data.states[productId]?.price];
    if (shown?.['price.revision'] !== inForce?.revision)
      wrong.push(
        `a reader of ${productId} gets revision ${shown?.['price.revision']}; ${inForce?.revision} is in force`,
      );
  }
  return wrong;
}

const tally = (names: string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

import { setTimeout as pause } from 'node:timers/promises';
import type { Envelope as AcceptedEnvelope } from '../../../adapters/accepted-events.ts';
import type { Trials } from '../../../adapters/trials.ts';
import { EVENT_KINDS } from '../../../domain/events/index.ts';
import { type Evidence, orderIdIn } from '../../../domain/record/ledger.ts';
import { HOUR_MS, shift } from '../../../domain/values/time.ts';
import { reconcileArchive } from '../../../upkeep/reconcile-archive.ts';
import { restartWaiting } from '../../../upkeep/restart-waiting.ts';
import { settleMarks } from '../../../upkeep/settle-marks.ts';
import { sweep } from '../../../upkeep/sweep.ts';
import { NAMES } from '../../contract/samples.ts';
import { brokenPromises, type Facts } from '../conservation.ts';
import { catalogOf, productIds, UNIT_COST } from '../goods.ts';
import type { Envelope } from '../market.ts';
import { orderOf } from '../ordered.ts';
import { seededRandom } from '../random.ts';
import { type Sent, trafficOf } from '../traffic.ts';
import { fastClock } from './fast-clock.ts';
import type { Services } from './services.ts';
import { letShop, type Shown } from './shoppers.ts';
import { wireWorkflow } from './workflow.ts';

const EVENTS = 60;
/** Traffic of minutes is sent in seconds. Late deliveries are sped up even more. */
const TIMES = 90;
const LATE_TIMES = 250;
const SWEEP = { openForMs: 20_000, maxSweeps: 5 };
const SWEEP_EVERY_MS = 500;
const ROUNDS = 60;
/** Longer than all retries of a state, on the fast clock. */
const AWAY_MS = 2_500;
const HOLD_SECONDS = 20;
const RESTART_EVERY_MS = 200;
/** Maximum wait for executions while there are faults. */
const LONGEST_MS = 3_000;

export interface WirePlayed {
  outcomes: Record<string, number>;
  shown: number;
  broken: string[];
}

/**
 * One run over the network: events while the proxies cause faults, then the schedules without faults until no work is left,
 * then the checks.
 */
export async function playOnWire(services: Services, seed: number): Promise<WirePlayed> {
  const random = seededRandom(seed);
  const products = productIds(3).map((id) => `${id}-of-${seed}`);
  const { stores, direct } = services;
  await listProducts(services, products);
  const workflow = wireWorkflow(services, random);
  const accepted: Envelope[] = [];
  const executions: Trials = {
    start: async (envelope) => {
      workflow.start(envelope as Envelope);
      return 'started';
    },
    trial: (envelope) => workflow.trial(envelope as Envelope),
  };
  let open = true;
  let shopping = true;

  services.harm(random.oneOf([0.01, 0.03, 0.08]), random);
  workflow.kill(0.1);
  const shopped = letShop(services, random, products, () => shopping);
  const upkeep = every(SWEEP_EVERY_MS, () => open, sweepOver(stores.ledger));
  const flushes = every(
    random.between(300, 2_000),
    () => open,
    () => direct.redis.flushall(),
  );
  const restarts = every(RESTART_EVERY_MS, () => open, restartSome);
  const outage = pause(random.between(0, AWAY_MS)).then(() => random.oneOf(services.proxies).goAway(AWAY_MS));
  await Promise.all([outage, ...trafficOf(random, products, EVENTS, soon).map(send)]);
  await Promise.race([workflow.idle(), pause(LONGEST_MS)]);

  open = false;
  services.harm(0, random);
  workflow.kill(0);
  await Promise.all([upkeep, flushes, restarts]);
  await finish();
  shopping = false;
  const shown = await shopped;
  const facts = await readFacts(services, products, accepted);
  return {
    outcomes: tally(facts.rows.map(({ outcome }) => outcome ?? 'open')),
    shown: shown.prices.size,
    broken: [...shown.broken, ...unknownPrices(shown, facts), ...brokenPromises(facts)],
  };

  async function send({ at, event, order, deliveries }: Sent): Promise<void> {
    await pause(at / TIMES);
    if (order !== undefined) {
      const state = await direct.priceStates.read(String(event.detail['productId']));
      await direct.orders.put({ ...orderOf(event, order.price, state), givenAt: soon(0) });
    }
    const { source, detailType } = EVENT_KINDS[event.kind];
    const id = `wire-${seed}-${accepted.length + 1}`;
    const detail = event.detail;
    const envelope = { version: '0', id, source, 'detail-type': detailType, time: soon(0), detail };
    accepted.push(envelope);
    await Promise.all(
      deliveries.map((after) => pause(after / LATE_TIMES).then(() => workflow.start(envelope))),
    );
  }

  function sweepOver(ledger: typeof stores.ledger): () => Promise<unknown> {
    return sweep({ ledger, executions, clock: () => soon(0), settings: SWEEP });
  }

  async function restartSome(): Promise<void> {
    const { waiting } = direct;
    const letters = await waiting.take(HOLD_SECONDS);
    const { restarted, kept } = await restartWaiting({ executions, clock: () => soon(0) })(letters);
    await waiting.remove(restarted);
    await waiting.release(kept);
  }

  /** Starts archived events that have no row. */
  async function reconcile(): Promise<void> {
    const archive = {
      lagMs: 0,
      async *between() {
        for (const event of accepted) yield { event };
      },
    };
    const { ledger, priceStates, orders } = direct;
    const deliver = async (envelope: AcceptedEnvelope) => workflow.start(envelope as Envelope);
    const deps = { archive, ledger, priceStates, orders, deliver, clock: () => soon(0), underWayMs: 0 };
    for await (const _ of reconcileArchive(deps, { since: FIRST, dryRun: false }));
  }

  async function finish(): Promise<void> {
    const quiet = async () => {
      for (const proxy of services.proxies) proxy.cut();
      await workflow.idle();
      for (const proxy of services.proxies) await proxy.settled();
    };
    await quiet();
    const sweeper = sweepOver(direct.ledger);
    const isOver = async () => {
      const closed = (await rowsOf(services, accepted)).filter(({ outcome }) => outcome);
      return closed.length === accepted.length && !(await direct.isWaiting());
    };
    for (let round = 0; round < ROUNDS && !(await isOver()); round += 1) {
      while (await direct.isWaiting()) await restartSome();
      await reconcile();
      await sweeper();
      await workflow.idle();
    }
    await settleMarks({ ...direct, clock: () => shift(soon(0), 25 * HOUR_MS) })();
  }
}

const FIRST = '2000-01-01T00:00:00.000Z';
const soon = (ms: number): string => new Date(fastClock.now() + ms).toISOString();

/** Puts the products of the run, and the policies the first time. */
async function listProducts({ direct }: Services, ids: string[]): Promise<void> {
  const { products, policies } = catalogOf(ids, { use: true });
  for (const product of Object.values(products)) await direct.catalog.putProduct(product);
  if ((await direct.catalog.policies()).length > 0) return;
  for (const { versions } of Object.values(policies))
    for (const terms of Object.values(versions)) await direct.catalog.putPolicy(terms);
}

async function every(ms: number, isOn: () => boolean, job: () => Promise<unknown>): Promise<void> {
  for (;;) {
    await pause(ms);
    if (!isOn()) return;
    // A failed job runs again at the next turn.
    await job().catch(() => {});
  }
}

const rowsOf = ({ direct }: Services, accepted: Envelope[]) =>
  direct.ledger.readMany(accepted.map(({ id }) => id));

async function readFacts(services: Services, products: string[], accepted: Envelope[]): Promise<Facts> {
  const { direct } = services;
  const rows = await rowsOf(services, accepted);
  const evidence = new Map<string, Evidence[]>();
  for (const { eventId } of rows) evidence.set(eventId, await direct.ledger.readEvidence(eventId));
  const ids = new Set(accepted.map(({ id }) => id));
  const letters = (await direct.letters()).map(({ body }) => JSON.parse(body).eventId as string);
  const all = [...products, ...products.map((id) => `${id}-unlisted`)];
  return {
    accepted: [...ids],
    rows,
    evidenceOf: (eventId) => evidence.get(eventId) ?? [],
    letters: letters.filter((id) => ids.has(id)),
    orders: await direct.orders.readMany(rows.flatMap((row) => orderIdIn(row) ?? [])),
    products: await Promise.all(
      all.map(async (productId) => ({
        productId,
        state: await direct.priceStates.read(productId),
        hash: await direct.redis.hgetall(NAMES.price(productId)),
        floor: UNIT_COST,
      })),
    ),
  };
}

// Every price that a reader saw has evidence.
const unknownPrices = ({ prices }: Shown, { evidenceOf }: Facts): string[] =>
  [...prices].flatMap(([key, { eventId, price }]) => {
    const behind = evidenceOf(eventId).find(({ context }) => key === `${eventId}#${context}`);
    return behind?.decision.price === price
      ? []
      : [`a reader was shown ${price} of ${eventId}; the ledger knows nothing of it`];
  });

const tally = (names: string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

import type { BusEvent } from '../../adapters/bus.ts';
import type { PublishedPrice } from '../../adapters/price-cache.ts';
import type { ExecutionResult } from '../../local/engine/index.ts';
import type { Heard, Listener } from '../../storefront/prices-channel.ts';
import { NOW } from '../unit/domain/make.ts';
import { type Caller, Calls } from './calls.ts';
import { catalogOf } from './goods.ts';
import { accept, type Data, type Envelope, emptyData, storesOver } from './market.ts';
import { orderOf } from './ordered.ts';
import { type Ground, runWorkflow } from './processes.ts';
import { ACCEPTED } from './queue.ts';
import { type Random, seededRandom } from './random.ts';
import { Schedule } from './schedule.ts';
import { visitsOf } from './visits.ts';
import { nothingSeen, type Seen, watched } from './watch.ts';

const NOBODY: Caller = { name: 'elsewhere', dead: false };
const BUS: Caller = { name: 'the bus', dead: false };

/** All of Pricewire on a clock of its own. The seed decides the order and the faults. */
export class World {
  readonly random: Random;
  readonly schedule: Schedule;
  readonly calls: Calls;
  readonly data: Data;
  readonly seen: Seen = nothingSeen();
  readonly ground: Ground;
  /** The error of the functions' clocks. */
  skewMs = 0;
  /** The number of started processes. */
  processes = 0;
  executions = 0;
  /** The listeners on the channel of prices. */
  readonly listeners = new Set<Listener>();
  readonly #running = new Set<Caller>();
  #sent = 0;

  constructor(seed: number, products: string[]) {
    this.random = seededRandom(seed);
    this.schedule = new Schedule(Date.parse(NOW), this.random);
    this.calls = new Calls(this.schedule, this.random);
    this.data = emptyData(catalogOf(products), (text) => {
      const { productId, ...price } = JSON.parse(text) as PublishedPrice & { productId: string };
      this.tell({ kind: 'price', productId, price });
    });
    this.ground = {
      data: this.data,
      stores: watched(storesOver(this.data), this.seen),
      calls: this.calls,
      schedule: this.schedule,
      random: this.random,
      visits: visitsOf(),
      clock: () => new Date(this.schedule.now() + this.skewMs).toISOString(),
    };
  }

  /** Sends a message to every listener, each with its own delay. */
  tell(heard: Heard): void {
    for (const listener of this.listeners)
      void this.schedule.sleep(this.random.between(0, 20)).then(() => listener(heard));
  }

  /** Accepts the event on the bus, and queues it as the rule does. */
  accept(event: BusEvent): Envelope {
    const envelope = accept(this.data, event, new Date(this.schedule.now()).toISOString());
    void this.#queue(envelope);
    return envelope;
  }

  /** EventBridge retries until SQS confirms. A lost confirmation leaves two messages. */
  async #queue(envelope: Envelope): Promise<void> {
    for (;;) {
      const trouble = this.calls.plan('accepted.send', BUS);
      const visibleAt = this.schedule.now() + ACCEPTED.delayMs;
      const messageId = `accepted-${++this.#sent}`;
      if (trouble === undefined || trouble === 'reply lost')
        this.data.acceptedQueue.push({ messageId, body: JSON.stringify(envelope), visibleAt });
      if (trouble === undefined) return;
      await this.schedule.sleep(this.random.between(1_000, 120_000));
    }
  }

  /** Stores the order of the event. */
  give(event: BusEvent, { price }: { price: number }): void {
    const order = orderOf(event, price, this.data.states[String(event.detail['productId'])]);
    this.data.orders.orders[order.orderId] = {
      ...order,
      givenAt: new Date(this.schedule.now()).toISOString(),
    };
  }

  /** Starts an execution on the envelope, without waiting for its end. */
  start(envelope: Envelope): Caller {
    return this.run(envelope).caller;
  }

  /** Starts an execution, and returns its end; a killed one has none. */
  run(envelope: Envelope): { caller: Caller; end: Promise<ExecutionResult | undefined> } {
    const name = `${envelope.id}/${++this.executions}`;
    const productId = envelope.detail?.['productId'] as string | undefined;
    const caller: Caller = { name, productId, dead: false };
    this.#running.add(caller);
    const end = runWorkflow(this.ground, caller, envelope).then(
      (result) => {
        this.#running.delete(caller);
        return result;
      },
      (fault: unknown) => {
        this.seen.broken.push(`${name} broke the engine: ${fault}`);
        return undefined;
      },
    );
    return { caller, end };
  }

  /** Notes what happened besides calls. */
  note(what: string): void {
    this.calls.steps.push({ at: this.schedule.now(), caller: NOBODY, target: what, trouble: undefined });
  }

  /** Whether no execution and no call is under way. */
  isIdle = (): boolean => this.calls.underWay === 0 && ![...this.#running].some(({ dead }) => !dead);

  untilIdle = (): Promise<void> => this.schedule.runUntil(this.isIdle);

  /** Lets this much time pass, with everything that is due in it. */
  pass(ms: number): Promise<void> {
    const until = this.schedule.now() + ms;
    let over = false;
    void this.schedule.sleep(ms).then(() => {
      over = true;
    });
    return this.schedule.runUntil(() => over && this.schedule.now() >= until);
  }
}

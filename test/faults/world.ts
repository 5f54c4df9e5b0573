import type { BusEvent } from '../../adapters/bus.ts';
import { NOW } from '../unit/domain/make.ts';
import { type Caller, Calls } from './calls.ts';
import { catalogOf } from './goods.ts';
import { accept, type Data, type Envelope, emptyData, storesOver } from './market.ts';
import { type Ground, runWorkflow } from './processes.ts';
import { type Random, seededRandom } from './random.ts';
import { Schedule } from './schedule.ts';
import { nothingSeen, type Seen, watched } from './watch.ts';

const NOBODY: Caller = { name: 'elsewhere', dead: false };

/** The whole of Pricewire in one place, on a clock of its own; the seed decides what goes first, and what goes wrong. */
export class World {
  readonly random: Random;
  readonly schedule: Schedule;
  readonly calls: Calls;
  readonly data: Data;
  readonly seen: Seen = nothingSeen();
  readonly ground: Ground;
  /** By how much the clocks of the functions are wrong. */
  skewMs = 0;
  /** How many were started. */
  processes = 0;
  executions = 0;
  readonly #running = new Set<Caller>();

  constructor(seed: number, products: string[]) {
    this.random = seededRandom(seed);
    this.schedule = new Schedule(Date.parse(NOW), this.random);
    this.calls = new Calls(this.schedule, this.random);
    this.data = emptyData(catalogOf(products));
    this.ground = {
      data: this.data,
      stores: watched(storesOver(this.data), this.seen),
      calls: this.calls,
      schedule: this.schedule,
      random: this.random,
      clock: () => new Date(this.schedule.now() + this.skewMs).toISOString(),
    };
  }

  /** Takes the event onto the bus. */
  accept(event: BusEvent): Envelope {
    return accept(this.data, event, new Date(this.schedule.now()).toISOString());
  }

  /** Starts an execution on the envelope; it goes on by itself. */
  start(envelope: Envelope): Caller {
    const name = `${envelope.id}/${++this.executions}`;
    const productId = envelope.detail?.['productId'] as string | undefined;
    const caller: Caller = { name, productId, dead: false };
    this.#running.add(caller);
    void runWorkflow(this.ground, caller, envelope).then(
      () => this.#running.delete(caller),
      (fault: unknown) => this.seen.broken.push(`${name} broke the engine: ${fault}`),
    );
    return caller;
  }

  /** Writes down what happened beside the calls. */
  note(what: string): void {
    this.calls.steps.push({ at: this.schedule.now(), caller: NOBODY, target: what, trouble: undefined });
  }

  /** Whether no execution and no call is under way. */
  isIdle = (): boolean => this.calls.underWay === 0 && ![...this.#running].some(({ dead }) => !dead);

  untilIdle = (): Promise<void> => this.schedule.runUntil(this.isIdle);

  /** Lets so much time pass, and all that happens in it. */
  pass(ms: number): Promise<void> {
    const until = this.schedule.now() + ms;
    let over = false;
    void this.schedule.sleep(ms).then(() => {
      over = true;
    });
    return this.schedule.runUntil(() => over && this.schedule.now() >= until);
  }
}

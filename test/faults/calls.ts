import { CacheUnavailable, ModelUnavailable, StoreUnavailable } from '../../domain/values/errors.ts';
import type { Random } from './random.ts';
import type { Schedule } from './schedule.ts';

/** What can become of one call. `late`: it takes effect, and answers, after its caller gave up. */
export type Trouble =
  | 'fails before'
  | 'reply lost'
  /** As for the two before, with a fault that nobody expects, and so nobody retries. */
  | 'breaks before'
  | 'breaks after'
  | 'hangs before'
  | 'hangs after'
  | 'late'
  /** As an SDK does that got no reply: the answer is that of the second time. */
  | 'sent twice'
  /** Answered as usual; the same request takes effect once more, long after. */
  | 'repeated later'
  | 'killed before'
  | 'killed after';

/** A process that makes calls. None is made once it is dead. */
export interface Caller {
  name: string;
  productId?: string | undefined;
  dead: boolean;
}

/** Decides what becomes of a call; undefined: it goes well. */
export type Plan = (target: string, caller: Caller) => Trouble | undefined;

export interface Step {
  at: number;
  caller: Caller;
  target: string;
  trouble: Trouble | undefined;
}

// One for each who waits: a promise that all share would keep them all in memory.
const forever = (): Promise<never> => new Promise(() => {});
/** No answer ever comes. */
const NONE = Symbol('no answer');

/** The way of every call to what it calls: it takes time, and what the plan says becomes of it. */
export class Calls {
  plan: Plan = () => undefined;
  /** Every call that was made, in order. */
  readonly steps: Step[] = [];
  /** Requests and answers on their way, and repetitions that are still to come. */
  underWay = 0;
  readonly #schedule: Schedule;
  readonly #random: Random;

  constructor(schedule: Schedule, random: Random) {
    this.#schedule = schedule;
    this.#random = random;
  }

  async call<T>(caller: Caller, target: string, real: () => Promise<T>): Promise<T> {
    if (caller.dead) return forever();
    const trouble = this.plan(target, caller);
    await this.#travel();
    if (caller.dead) return forever();
    this.steps.push({ at: this.#schedule.now(), caller, target, trouble });
    const answer = await this.#perform(caller, target, trouble, real);
    await this.#travel();
    return caller.dead || answer === NONE ? forever() : answer;
  }

  /** The store as `caller` sees it. */
  around<Store extends object>(caller: Caller, name: string, store: Store): Store {
    const methods = Object.entries(store).map(([method, value]) => {
      if (typeof value !== 'function') return [method, value];
      const target = `${name}.${method}`;
      if (answersAList(value))
        return [method, (...args: unknown[]) => this.#list(caller, target, () => value(...args))];
      return [method, (...args: unknown[]) => this.call(caller, target, async () => value(...args))];
    });
    return Object.fromEntries(methods);
  }

  async *#list<T>(caller: Caller, target: string, read: () => AsyncIterable<T>): AsyncGenerator<T> {
    yield* await this.call(caller, target, async () => {
      const items: T[] = [];
      for await (const item of read()) items.push(item);
      return items;
    });
  }

  async #perform<T>(
    caller: Caller,
    target: string,
    trouble: Trouble | undefined,
    real: () => Promise<T>,
  ): Promise<T | typeof NONE> {
    switch (trouble) {
      case undefined:
        return real();
      case 'fails before':
        throw faultOf(target);
      case 'reply lost':
        await real();
        throw faultOf(target);
      case 'breaks before':
        throw new TypeError(`${target} broke`);
      case 'breaks after':
        await real();
        throw new TypeError(`${target} broke`);
      case 'hangs before':
        return NONE;
      case 'hangs after':
        await real();
        return NONE;
      case 'late':
        await this.#pass(5_000, 120_000);
        return real();
      case 'sent twice':
        await real();
        await this.#pass(1, 1_500);
        return real();
      case 'repeated later':
        void this.#again(real);
        return real();
      case 'killed before':
        caller.dead = true;
        return NONE;
      case 'killed after':
        caller.dead = true;
        await real();
        return NONE;
    }
  }

  // Whoever made the request has its answer; that of the repetition goes nowhere.
  async #again(real: () => Promise<unknown>): Promise<void> {
    await this.#pass(500, 900_000);
    await real().catch(() => {});
  }

  #travel(): Promise<void> {
    return this.#pass(0, 8);
  }

  async #pass(least: number, most: number): Promise<void> {
    this.underWay += 1;
    await this.#schedule.sleep(Math.floor(this.#random.between(least, most)));
    this.underWay -= 1;
  }
}

// What reads many items answers an iterable at once, and is no async function.
const answersAList = (method: (...args: never[]) => unknown): boolean =>
  method.constructor.name !== 'AsyncFunction';

/** As the adapter, or the service, names an outage. */
function faultOf(target: string): Error {
  const message = `${target} is out of order`;
  const store = target.split(/[. ]/, 1)[0] ?? '';
  if (['catalog', 'priceStates', 'ledger', 'orders'].includes(store)) return new StoreUnavailable(message);
  if (store === 'cache') return new CacheUnavailable(message);
  if (store === 'model') return new ModelUnavailable(message);
  const name = store === 'lambda' ? 'TooManyRequestsException' : 'InternalServerError';
  return Object.assign(new Error(message), { name });
}

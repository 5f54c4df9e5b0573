import { CacheUnavailable, ModelUnavailable, StoreUnavailable } from '../../domain/values/errors.ts';
import type { Random } from './random.ts';
import type { Schedule } from './schedule.ts';

/** The faults of one call. `late`: it takes effect and answers after the caller's time-out. */
export type Trouble =
  | 'fails before'
  | 'reply lost'
  /** Like the two above, with an unexpected error, which is not retried. */
  | 'breaks before'
  | 'breaks after'
  | 'hangs before'
  | 'hangs after'
  | 'late'
  /** An SDK that got no reply repeats the request; the caller gets the second answer. */
  | 'sent twice'
  /** Answered normally; much later the same request takes effect again. */
  | 'repeated later'
  | 'killed before'
  | 'killed after';

/** A process that makes calls. A dead one makes none. */
export interface Caller {
  name: string;
  productId?: string | undefined;
  dead: boolean;
}

/** Chooses the fault of a call; undefined: none. */
export type Plan = (target: string, caller: Caller) => Trouble | undefined;

export interface Step {
  at: number;
  caller: Caller;
  target: string;
  trouble: Trouble | undefined;
}

// One for each caller: a shared promise would keep all callers in memory.
const forever = (): Promise<never> => new Promise(() => {});
/** The call never answers. */
const NONE = Symbol('no answer');

/** Delivers every call to its target, with delays and the faults of the plan. */
export class Calls {
  plan: Plan = () => undefined;
  /** Every call that was made, in order. */
  readonly steps: Step[] = [];
  /** Requests and answers under way, and repetitions to come. */
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

  /** The store as `caller` reaches it. */
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

  // The caller already has its answer, so that of the repetition is dropped.
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

// Methods that read many items return an iterable and are not async.
const answersAList = (method: (...args: never[]) => unknown): boolean =>
  method.constructor.name !== 'AsyncFunction';

/** The error of an outage, as the adapter or service names it. */
function faultOf(target: string): Error {
  const message = `${target} is out of order`;
  const store = target.split(/[. ]/, 1)[0] ?? '';
  if (['catalog', 'priceStates', 'ledger', 'orders'].includes(store)) return new StoreUnavailable(message);
  if (store === 'cache') return new CacheUnavailable(message);
  if (store === 'model') return new ModelUnavailable(message);
  const name = store === 'lambda' ? 'TooManyRequestsException' : 'InternalServerError';
  return Object.assign(new Error(message), { name });
}

/** Replaces one call. It may make the real call before or after its fault, or not at all. */
export type Fault = (real: () => Promise<unknown>) => Promise<unknown>;

/** The faults of each target: one fault for all calls, or a list for the first calls in order. */
export type Faults<Target extends string> = Partial<Record<Target, Fault | Fault[]>>;

const named = (name: string) => Object.assign(new Error('injected'), { name });

/** The call throws before it takes effect. */
export const failing =
  (name: string): Fault =>
  async () => {
    throw named(name);
  };

/** The call takes effect, then throws. */
export const failingAfter =
  (name: string): Fault =>
  async (real) => {
    await real();
    throw named(name);
  };

/** The call never answers, and has no effect. */
export const hanging: Fault = () => new Promise(() => {});

/** The call answers this, and has no effect. */
export const answering =
  (value: unknown): Fault =>
  async () =>
    value;

/** The answer of the Lambda service for a function that died silently. */
export const died: Fault = answering({ payload: '{"errorMessage":"exited"}', functionError: 'Unhandled' });

/** Something else happens just before the call. */
export const following =
  (event: () => unknown): Fault =>
  async (real) => {
    await event();
    return real();
  };

/** The fault for the first `count` calls. */
export const times = (count: number, fault: Fault): Fault[] => Array.from({ length: count }, () => fault);

/** Injects faults into calls, and counts the calls. */
export class FaultPlan<Target extends string> {
  #faults: Faults<Target>;
  readonly #calls = new Map<string, number>();

  constructor(faults: Faults<Target>) {
    this.#faults = faults;
  }

  /** Replaces all planned faults. */
  plan(faults: Faults<Target>): void {
    this.#faults = faults;
    this.#calls.clear();
  }

  /** How often the target was called since the faults were planned. */
  calls = (target: Target): number => this.#calls.get(target) ?? 0;

  call(target: Target, real: () => Promise<unknown>): Promise<unknown> {
    const call = this.calls(target);
    this.#calls.set(target, call + 1);
    const planned: Fault | Fault[] | undefined = this.#faults[target];
    const fault = Array.isArray(planned) ? planned[call] : planned;
    return fault ? fault(real) : real();
  }

  /** The store with every call of its methods named `${name}.${method}`. */
  around<Store extends object>(name: string, store: Store): Store {
    const methods = Object.entries(store).map(([method, value]) => {
      if (!answersLater(value)) return [method, value];
      const target = `${name}.${method}` as Target;
      return [method, (...args: unknown[]) => this.call(target, () => value.apply(store, args))];
    });
    return Object.fromEntries(methods);
  }
}

// Methods that read many items return an iterable, and are not changed.
const answersLater = (method: unknown): method is (...args: unknown[]) => Promise<unknown> =>
  typeof method === 'function' && method.constructor.name === 'AsyncFunction';

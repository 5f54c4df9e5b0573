/** A map of at most `bound` entries, which evicts the least recently used one. */
export class BoundedMap<Value> {
  readonly #entries = new Map<string, Value>();
  readonly #bound: number;

  constructor(bound: number) {
    this.#bound = bound;
  }

  get(key: string): Value | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) this.#moveLast(key, value);
    return value;
  }

  set(key: string, value: Value): void {
    this.#moveLast(key, value);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#bound && oldest !== undefined) this.#entries.delete(oldest);
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  // A Map iterates in insertion order.
  #moveLast(key: string, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
  }
}

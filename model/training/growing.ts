/** A growing list of numbers with 8 bytes each, for millions of rows. */
export class Growing {
  #values = new Float64Array(1024);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(2 * this.#values.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  get length(): number {
    return this.#length;
  }

  /** The values. The array shares memory with the list, which must not be used afterwards. */
  values(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}

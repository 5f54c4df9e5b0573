/** A list of numbers that takes 8 bytes each, for millions of rows. */
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

  /** What was pushed; it shares memory with the list, which is to be dropped. */
  values(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}

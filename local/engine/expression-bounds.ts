import { performance } from 'node:perf_hooks';

/** Limits of one evaluation of an expression. */
export interface ExpressionBounds {
  /** Nested evaluations: an operator, call or condition adds one. */
  readonly depth: number;
  /** Milliseconds of computation. */
  readonly ms: number;
  /** Bytes of one string or array that the expression creates; an array element counts eight. */
  readonly bytes: number;
  /** Bytes of all strings and arrays that it creates. */
  readonly totalBytes: number;
}

/**
 * Depth and bytes as measured on AWS: depth near 100; `[1..873782]` accepted and one element more refused; strings of 2^22
 * characters accepted and of 2^23 refused (github.com/floci-io/floci/issues/2737). The time limit of AWS is unknown; the
 * largest array that AWS accepts takes a tenth of a second here.
 */
export const BOUNDS: ExpressionBounds = { depth: 100, ms: 5_000, bytes: 6_990_256, totalBytes: 2 ** 28 };

/** An evaluation has reached a bound. The messages are those of AWS. */
class BoundReached extends Error {
  override readonly name = 'BoundReached';
}

const BYTES_PER_ELEMENT = 8;

/** @throws BoundReached for an array over the limit of bytes */
export function refuseLongArray(elements: number): void {
  if (elements * BYTES_PER_ELEMENT > BOUNDS.bytes) throw tooMuchMemory();
}

const tooMuchMemory = () =>
  new BoundReached('Expression evaluation memory limit exceeded: Check for excessive memory usage');

// After this time a computation yields to other work of the process.
const SLICE_MS = 10;
const MAKING = new Set<unknown>(['binary', 'function', 'apply']);

let paused = 0;

/** Evaluations that yield at the moment. A virtual clock must stand still meanwhile. */
export const pausedEvaluations = (): number => paused;

/** Measures one evaluation. JSONata calls it before and after every node of the expression. */
export class Meter {
  readonly #bounds: ExpressionBounds;
  readonly #counted = new WeakSet<object>();
  #depth = 0;
  #made = 0;
  #spentMs = 0;
  #sliceStart = performance.now();
  /** True once a step returned Infinity or NaN, which JSON can't represent. */
  sawNonFinite = false;

  constructor(bounds: ExpressionBounds = BOUNDS) {
    this.#bounds = bounds;
  }

  /** @throws BoundReached */
  enter(): Promise<void> | undefined {
    this.#depth += 1;
    if (this.#depth > this.#bounds.depth)
      throw new BoundReached(
        'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive',
      );
    const slice = performance.now() - this.#sliceStart;
    if (slice < SLICE_MS) return undefined;
    this.#spentMs += slice;
    if (this.#spentMs > this.#bounds.ms)
      throw new BoundReached('Expression evaluation timeout: Check for infinite loop');
    return this.#nextSlice();
  }

  /** @throws BoundReached */
  leave(node: { type?: unknown }, result: unknown): void {
    this.#depth -= 1;
    if (typeof result === 'number') this.sawNonFinite ||= !Number.isFinite(result);
    else if (typeof result === 'string') this.#count(result.length, MAKING.has(node.type));
    else if (Array.isArray(result)) this.#countArray(result);
  }

  #countArray(array: unknown[]): void {
    const isNew = !this.#counted.has(array);
    this.#counted.add(array);
    this.#count(array.length * BYTES_PER_ELEMENT, isNew);
  }

  #count(bytes: number, isNew: boolean): void {
    if (isNew) this.#made += bytes;
    if (bytes > this.#bounds.bytes || this.#made > this.#bounds.totalBytes) throw tooMuchMemory();
  }

  async #nextSlice(): Promise<void> {
    paused += 1;
    await new Promise<void>((resolve) => setImmediate(resolve));
    paused -= 1;
    this.#sliceStart = performance.now();
  }
}

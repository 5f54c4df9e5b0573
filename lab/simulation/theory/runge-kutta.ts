/** The states that an integration went through: `states[k]` at `times[k]`, from 0 to the end. */
export interface Trajectory {
  times: number[];
  states: Float64Array[];
}

/** Stage weights of Dormand & Prince 1980, "A Family of Embedded Runge-Kutta Formulae", J. Comp. Appl. Math. 6(1). */
const STAGES = [
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
];
/** The fifth-order weights minus the embedded fourth-order ones. */
const ERROR = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40];
/** Entries this much smaller than the largest are not held to a relative accuracy of their own. */
const SMALL = 1e-3;
/** An explicit step is at most about 3 over the fastest rate, so a problem that needs more steps does not suit this method. */
const MOST_STEPS = 200_000;

/**
 * Solves y' = derivative(y) from y(0) = `start` to `end` by the Dormand-Prince pair of orders 5 and 4, the step chosen
 * so that each step's estimated error is at most `tolerance` of each entry (or of a thousandth of the largest entry).
 *
 * @param derivative writes the derivative at `state` into `out`, and must not keep either
 * @throws RangeError if the step gets too short to end, as it does where the derivative is not finite
 */
export function integrate(
  derivative: (state: Float64Array, out: Float64Array) => void,
  start: Float64Array,
  end: number,
  tolerance: number,
): Trajectory {
  const slopes = Array.from({ length: 7 }, () => new Float64Array(start.length));
  const [first, last] = [slopes[0] as Float64Array, slopes[6] as Float64Array];
  const times = [0];
  const states = [start];
  let state = start;
  derivative(state, first);

  for (let time = 0, step = end / 1000; time < end; ) {
    const lastStep = time + step * 1.0001 >= end;
    if (lastStep) step = end - time;
    let next = state;
    STAGES.forEach((weights, i) => {
      next = moved(state, slopes, weights, step);
      derivative(next, slopes[i + 1] as Float64Array);
    });
    const error = relativeError(moved(null, slopes, ERROR, step), state, next) / tolerance;
    if (error <= 1) {
      time = lastStep ? end : time + step;
      state = next;
      times.push(time);
      states.push(state);
      // The last stage is the derivative at the new state, which is the first of the next step.
      first.set(last);
    }
    step *= Math.min(5, Math.max(0.2, 0.9 * error ** -0.2));
    if (!(time + step > time) || times.length > MOST_STEPS)
      throw new RangeError(`cannot go on at ${time} of ${end}: the steps have become too short`);
  }
  return { times, states };
}

function moved(
  from: Float64Array | null,
  slopes: Float64Array[],
  weights: number[],
  step: number,
): Float64Array {
  const to = new Float64Array((slopes[0] as Float64Array).length);
  weights.forEach((weight, i) => {
    const slope = slopes[i] as Float64Array;
    if (weight !== 0) for (let n = 0; n < to.length; n++) to[n] = at(to, n) + weight * at(slope, n);
  });
  for (let n = 0; n < to.length; n++) to[n] = (from === null ? 0 : at(from, n)) + step * at(to, n);
  return to;
}

function relativeError(error: Float64Array, before: Float64Array, after: Float64Array): number {
  const size = (n: number) => Math.max(Math.abs(at(before, n)), Math.abs(at(after, n)));
  let largest = 0;
  for (let n = 0; n < error.length; n++) largest = Math.max(largest, size(n));
  if (largest === 0) return 0;
  let worst = 0;
  for (let n = 0; n < error.length; n++)
    worst = Math.max(worst, Math.abs(at(error, n)) / Math.max(size(n), SMALL * largest));
  // The step left the domain of the derivative; a shorter step may stay inside.
  return Number.isNaN(worst) ? Infinity : worst;
}

const at = (values: Float64Array, n: number): number => values[n] as number;

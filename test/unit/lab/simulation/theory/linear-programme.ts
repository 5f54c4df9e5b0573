/** An activity of any amount >= 0: the gain of one unit, and its use of the two limited resources. */
export interface Activity {
  gain: number;
  uses: readonly [number, number];
}

/** The best amounts, their total gain, and the dual: the gain from one more unit of each resource. */
export interface Optimum {
  value: number;
  amounts: number[];
  shadowPrices: [number, number];
}

/** Columns this close to parallel have no vertex of their own. */
const PARALLEL = 1e-14;

/**
 * Maximises gain . x subject to uses . x <= limits (two of them) and x >= 0, exactly up to rounding.
 *
 * An optimum is at a vertex (Dantzig 1963, "Linear Programming and Extensions"), and with two limits a vertex has at
 * most two amounts above 0, so each activity and each pair is tried: cubic in their number with the dual, meant for
 * tens. Between equal vertices the one with fewer activities, then the earlier one, wins. The dual is minimised on its
 * own, so the equality of both values is a certificate, not an identity.
 *
 * @throws RangeError without activities, for a limit or use below 0, or if nothing is used of the second limit
 */
export function maximise(activities: readonly Activity[], limits: readonly [number, number]): Optimum {
  check(activities, limits);
  const amounts = activities.map(() => 0);
  const { value, at } = bestVertex(activities, limits);
  for (const [k, amount] of at) amounts[k] = amount;
  return { value, amounts, shadowPrices: shadowPrices(activities, limits) };
}

interface Vertex {
  value: number;
  at: [activity: number, amount: number][];
}

function bestVertex(activities: readonly Activity[], [A, B]: readonly [number, number]): Vertex {
  let best: Vertex = { value: 0, at: [] };
  const consider = (value: number, at: Vertex['at']) => {
    if (value > best.value) best = { value, at };
  };
  activities.forEach(({ gain, uses: [a, b] }, k) => {
    const most = Math.min(a === 0 ? Infinity : A / a, B / b);
    consider(gain * most, [[k, most]]);
  });
  activities.forEach(({ gain: g, uses: [a, b] }, k) => {
    activities.slice(0, k).forEach(({ gain: h, uses: [c, d] }, j) => {
      const determinant = a * d - c * b;
      if (Math.abs(determinant) <= PARALLEL * (a * d + c * b)) return;
      const x = (A * d - B * c) / determinant;
      const y = (B * a - A * b) / determinant;
      if (x > 0 && y > 0)
        consider(g * x + h * y, [
          [k, x],
          [j, y],
        ]);
    });
  });
  return best;
}

/**
 * Minimises A u + B v subject to a u + b v >= gain for each activity, u, v >= 0. For a given u the least v is
 * max(0, (gain - a u) / b), so the objective is convex and piecewise linear in u: its kinks are tried, all feasible.
 */
function shadowPrices(activities: readonly Activity[], [A, B]: readonly [number, number]): [number, number] {
  const leastSecond = (u: number) =>
    activities.reduce((least, { gain, uses: [a, b] }) => Math.max(least, (gain - a * u) / b), 0);
  const kinks = activities.flatMap(({ gain: g, uses: [a, b] }, k) => [
    g / a,
    ...activities.slice(0, k).map(({ gain: h, uses: [c, d] }) => (g * d - h * b) / (a * d - c * b)),
  ]);
  let best: [number, number] = [0, leastSecond(0)];
  for (const u of kinks) {
    if (!(u > 0 && u < Infinity)) continue;
    const v = leastSecond(u);
    if (A * u + B * v < A * best[0] + B * best[1]) best = [u, v];
  }
  return best;
}

function check(activities: readonly Activity[], limits: readonly [number, number]): void {
  if (activities.length === 0) throw new RangeError('at least one activity is needed');
  for (const limit of limits)
    if (!(limit >= 0 && limit < Infinity)) throw new RangeError(`a limit must be >= 0, not ${limit}`);
  for (const { gain, uses } of activities) {
    if (!Number.isFinite(gain)) throw new RangeError(`a gain must be a number, not ${gain}`);
    if (!(uses[0] >= 0 && uses[0] < Infinity && uses[1] > 0 && uses[1] < Infinity))
      throw new RangeError(`an activity must use >= 0 of the first and > 0 of the second, not ${uses}`);
  }
}

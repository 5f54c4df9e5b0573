/** Number of equal initial parts. A change of intensity inside a single part may go unnoticed. */
const PARTS = 256;
const DEEPEST = 40;
/** Relative error below which a piece is not halved further: it may be rounding, which halving never removes. */
const ROUNDING = 1e-13;

/**
 * The time change that turns demand m(t) rate(p) into demand rate(p): from time left s to the integral of the
 * `intensity` m over the last s of the sale. Bremaud 1981, "Point Processes and Queues", chapter II.
 *
 * @param intensity at a time from 0 (the start of the sale) to `duration`, finite and >= 0, steps allowed
 * @returns rising from 0 at s = 0 to the whole integral at s = `duration`, accurate to about 1e-11 of it
 * @throws RangeError where the intensity is negative or not finite
 */
export function operationalTime(
  intensity: (time: number) => number,
  duration: number,
): (left: number) => number {
  // m as a function of the time left.
  const m = (left: number): number => {
    const value = intensity(duration - left);
    if (!(value >= 0 && value < Infinity))
      throw new RangeError(`the intensity must be >= 0, not ${value} at ${duration - left}`);
    return value;
  };
  const part = duration / PARTS;
  const rough =
    part * Array.from({ length: PARTS }, (_, i) => m((i + 0.5) * part)).reduce((a, b) => a + b, 0);
  const tolerance = (1e-13 * rough) / PARTS;
  const until = [0];
  for (let i = 0; i < PARTS; i++)
    until.push((until[i] as number) + integral(m, i * part, (i + 1) * part, tolerance));

  return (left) => {
    if (!(left >= 0 && left <= duration))
      throw new RangeError(`time left must be 0 to ${duration}, not ${left}`);
    const i = Math.min(PARTS, Math.floor(left / part));
    // Rounding may place it slightly before the part; a duration of 0 has no parts.
    if (!(left > i * part)) return until[Number.isNaN(i) ? 0 : i] as number;
    return (until[i] as number) + integral(m, i * part, left, tolerance);
  };
}

/** Adaptive Simpson: Lyness 1969, "Notes on the Adaptive Simpson Quadrature Routine". */
function integral(f: (x: number) => number, from: number, to: number, tolerance: number): number {
  const simpson = (width: number, a: number, b: number, c: number) => (width / 6) * (a + 4 * b + c);
  const refine = (
    [x, width]: [number, number],
    [a, b, c]: [number, number, number],
    error: number,
    depth: number,
  ): number => {
    const [left, right] = [f(x + width / 4), f(x + (3 * width) / 4)];
    const halves = simpson(width / 2, a, left, b) + simpson(width / 2, b, right, c);
    const gap = halves - simpson(width, a, b, c);
    const allowed = Math.max(error, ROUNDING * halves);
    if (Math.abs(gap) <= 15 * allowed || depth >= DEEPEST) return halves;
    return (
      refine([x, width / 2], [a, left, b], allowed, depth + 1) +
      refine([x + width / 2, width / 2], [b, right, c], allowed, depth + 1)
    );
  };
  return refine([from, to - from], [f(from), f((from + to) / 2), f(to)], tolerance, 0);
}

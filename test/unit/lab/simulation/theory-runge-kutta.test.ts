import { describe, expect, it } from 'vitest';
import { integrate } from '../../../../lab/simulation/theory/runge-kutta.ts';

/** A circle: (cos t, sin t) solves x' = -y, y' = x. */
const circle = (state: Float64Array, out: Float64Array): void => {
  const [x, y] = state as unknown as [number, number];
  out.set([-y, x]);
};
const farthestOff = (tolerance: number) => {
  const { times, states } = integrate(circle, Float64Array.of(1, 0), 10, tolerance);
  const off = times.map((t, k) => {
    const [x, y] = states[k] as unknown as [number, number];
    return Math.hypot(x - Math.cos(t), y - Math.sin(t));
  });
  return { error: Math.max(...off), steps: times.length - 1, last: times.at(-1) };
};

describe('the Runge-Kutta integrator', () => {
  it.each([1e-6, 1e-9, 1e-12])('stays within the number of steps times the tolerance %d', (tolerance) => {
    const { error, steps, last } = farthestOff(tolerance);
    expect(last).toBe(10);
    expect(error).toBeLessThan(steps * tolerance);
  });

  it('is of order five: a tolerance 100,000 times finer takes 10 times the steps', () => {
    const ratio = farthestOff(1e-12).steps / farthestOff(1e-7).steps;
    expect(ratio).toBeGreaterThan(7);
    expect(ratio).toBeLessThan(11);
  });

  it('takes shorter steps where the solution is sharp, and longer ones where it is not', () => {
    const { times } = integrate((_, out) => out.fill(1), Float64Array.of(0), 1e6, 1e-12);
    expect(times.length).toBeLessThan(20);
  });

  it('shortens a step that goes where the derivative does not exist', () => {
    const decay = (state: Float64Array, out: Float64Array) =>
      out.set(state.map((y) => (y > 100 ? Number.NaN : 1 - y)));
    const { states } = integrate(decay, Float64Array.of(0), 1e5, 1e-9);
    expect(states.at(-1)?.[0]).toBeCloseTo(1, 8);
  });

  it('has nothing to do over no time', () => {
    expect(integrate(circle, Float64Array.of(1, 0), 0, 1e-9).times).toEqual([0]);
  });

  it('gives up on more steps than it is meant for', () => {
    expect(() => integrate(circle, Float64Array.of(1, 0), 1e5, 1e-13)).toThrow(RangeError);
  });

  it('gives up where the solution ends: 1 / (1 - t) at 1', () => {
    const square = (state: Float64Array, out: Float64Array) => out.set(state.map((y) => y * y));
    expect(() => integrate(square, Float64Array.of(1), 2, 1e-9)).toThrow(RangeError);
  });
});

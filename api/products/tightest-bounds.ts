import type { TrailEntry } from '../../domain/guardrails/trail.ts';

/** The highest lower and lowest upper limit of all guardrails, in minor units. */
export function tightestBounds(trail: readonly TrailEntry[]): { lower?: number; upper?: number } {
  const limits = trail.flatMap(({ limits: each = [] }) => each);
  const on = (side: 'lower' | 'upper') =>
    limits.filter((limit) => limit.side === side).map(({ amount }) => amount);
  const [lowers, uppers] = [on('lower'), on('upper')];
  return {
    ...(lowers.length > 0 ? { lower: Math.max(...lowers) } : {}),
    ...(uppers.length > 0 ? { upper: Math.min(...uppers) } : {}),
  };
}

import type { Verdict } from './guardrail.ts';
import type { Limit } from './limit.ts';
import type { TrailEntry } from './trail.ts';

/** The trail entry for a guardrail's verdict on `price` (NaN for a proposal that is no number). */
export function entryOf(
  guardrail: string,
  price: number,
  verdict: Verdict,
  limits: Limit[] = [],
): TrailEntry {
  const before = Number.isFinite(price) ? price : null;
  return {
    guardrail,
    verdict: verdict.kind,
    before,
    after: 'to' in verdict ? verdict.to : before,
    ...('bound' in verdict ? { bound: verdict.bound } : {}),
    ...('why' in verdict ? { why: verdict.why } : {}),
    ...(limits.length > 0 ? { limits } : {}),
    ...('yieldedTo' in verdict ? { yieldedTo: verdict.yieldedTo } : {}),
    ...('ending' in verdict && verdict.ending ? { ending: verdict.ending } : {}),
  };
}

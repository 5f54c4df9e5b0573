import type { Circumstances } from '../circumstances.ts';
import type { EventKind } from '../inventory-event.ts';
import type { Proposal } from '../proposal.ts';

/** A bound in minor units and the name it goes by in the trail. */
export interface Limit {
  side: 'lower' | 'upper';
  amount: number;
  bound: string;
}

/** The tightest bounds of a set of limits; null where there is none on that side. */
export interface Bounds {
  lower: Limit | null;
  upper: Limit | null;
}

export type Verdict =
  | { kind: 'pass' }
  | { kind: 'clamp'; to: number; bound: string }
  | { kind: 'hold'; why: string }
  | { kind: 'reject'; why: string };

export const PASS: Verdict = { kind: 'pass' };

interface Named {
  name: string;
  /** Operator events that pass it by. */
  skippedBy?: readonly EventKind[];
}

/** A guardrail that answers for itself. `bounds` are all that bind the price, whichever guardrail they come from. */
export interface JudgingGuardrail extends Named {
  check(price: number, on: Circumstances, bounds: Bounds, proposal: Proposal): Verdict;
}

/**
 * A guardrail that is a set of limits. `binding`: no price, not even a held one, may break it. `firm`: no new price may
 * break it. `yielding`: it limits how fast a price moves, and gives way to the others where they leave no room.
 */
export interface BoundingGuardrail extends Named {
  force: 'binding' | 'firm' | 'yielding';
  limits(on: Circumstances): Limit[];
}

export type Guardrail = JudgingGuardrail | BoundingGuardrail;

export const isBounding = (guardrail: Guardrail): guardrail is BoundingGuardrail => 'limits' in guardrail;

/** Upper = lowest of the uppers, lower = highest of the lowers. */
export function tightest(limits: Limit[]): Bounds {
  const lowers = limits.filter(({ side }) => side === 'lower').sort((a, b) => b.amount - a.amount);
  const uppers = limits.filter(({ side }) => side === 'upper').sort((a, b) => a.amount - b.amount);
  return { lower: lowers[0] ?? null, upper: uppers[0] ?? null };
}

/** The price nearest to `price` inside the bounds, which must not cross. */
export function within(price: number, { lower, upper }: Bounds): Verdict {
  if (lower && price < lower.amount) return { kind: 'clamp', to: lower.amount, bound: lower.bound };
  if (upper && price > upper.amount) return { kind: 'clamp', to: upper.amount, bound: upper.bound };
  return PASS;
}

/** A limit if there is an amount for it. An absent amount is no bound, never a bound of 0. */
export const limit = (side: Limit['side'], amount: number | undefined, bound: string): Limit[] =>
  amount === undefined ? [] : [{ side, amount, bound }];

/** The operator events that put a price in force by a person's word: they pass by what only slows prices down. */
export const BY_HAND = ['seed', 'release', 'rollback'] as const;

import type { Circumstances } from '../context/circumstances.ts';
import { judgedAs } from '../context/judged-as.ts';
import type { Proposal } from '../context/proposal.ts';
import type { AsksFor } from '../events/kind.ts';
import { ascending, descending } from '../values/sorting.ts';
import type { Limit } from './limit.ts';
import type { EndingChoice, YieldedTo } from './trail.ts';

/** A limit with the name of its guardrail. */
export interface OwnedLimit extends Limit {
  guardrail: string;
}

/** The tightest bounds of a set of limits; null for an open side. */
export interface Bounds {
  lower: OwnedLimit | null;
  upper: OwnedLimit | null;
}

export type Verdict =
  | { kind: 'pass' }
  | { kind: 'clamp'; to: number; bound: string; ending?: EndingChoice }
  /** The final price breaks this guardrail's own bound, because a stronger one leaves no room for it. */
  | { kind: 'yield'; to: number; yieldedTo: YieldedTo; why: string; ending?: EndingChoice }
  | { kind: 'hold'; why: string }
  | { kind: 'reject'; why: string };

export const PASS: Verdict = { kind: 'pass' };

interface Named {
  name: string;
  /** Its purpose, in a sentence for a reader who does not know the word. */
  purpose: string;
  /** Events that ask for one of these skip the guardrail. */
  skippedBy?: readonly AsksFor[];
}

/** A guardrail with a verdict of its own. `room`: the bounds that the price must keep, from all guardrails. */
export interface JudgingGuardrail extends Named {
  check(price: number, on: Circumstances, room: Bounds, proposal: Proposal): Verdict;
  /** The limits within which it accepts every price; rounding stays inside them. */
  passes?(on: Circumstances): Limit[];
}

/**
 * A guardrail that is a set of limits. `binding`: no price may break it, not even one that is held. `firm`: no new price may
 * break it, except in steps towards it. `pacing`: limits how fast a price moves, and gives way to the binding ones.
 */
export interface BoundingGuardrail extends Named {
  force: 'binding' | 'firm' | 'pacing';
  limits(on: Circumstances): Limit[];
}

export type Guardrail = JudgingGuardrail | BoundingGuardrail;

/** Whether this event skips the guardrail. */
export const isSkipped = ({ skippedBy }: Named, on: Circumstances): boolean =>
  skippedBy?.includes(judgedAs(on)) ?? false;

export const isBounding = (guardrail: Guardrail): guardrail is BoundingGuardrail => 'limits' in guardrail;

/** Upper = lowest of the uppers, lower = highest of the lowers. */
export function tightest(limits: OwnedLimit[]): Bounds {
  const lowers = limits.filter(({ side }) => side === 'lower').sort(descending(({ amount }) => amount));
  const uppers = limits.filter(({ side }) => side === 'upper').sort(ascending(({ amount }) => amount));
  return { lower: lowers[0] ?? null, upper: uppers[0] ?? null };
}

/** The intersection of bounds. */
export const allOf = (...bounds: Bounds[]): Bounds =>
  tightest(bounds.flatMap(({ lower, upper }) => [lower, upper]).filter((each) => each !== null));

/** The bound that a price breaks; undefined inside the bounds. The bounds must not cross. */
export function brokenBy(price: number, { lower, upper }: Bounds): OwnedLimit | undefined {
  if (lower && price < lower.amount) return lower;
  return upper && price > upper.amount ? upper : undefined;
}

/** Prices that a person set. They skip the guardrails that only slow prices down. */
export const BY_HAND = ['list-price', 'order'] as const satisfies AsksFor[];

import type { Circumstances } from '../context/circumstances.ts';
import { judgedAs } from '../context/judged-as.ts';
import type { Proposal } from '../context/proposal.ts';
import type { AsksFor } from '../events/kind.ts';
import { ascending, descending } from '../values/sorting.ts';
import type { Limit } from './limit.ts';
import type { EndingChoice, YieldedTo } from './trail.ts';

/** A limit and the guardrail that it is of. */
export interface OwnedLimit extends Limit {
  guardrail: string;
}

/** The tightest bounds of a set of limits; null where there is none on that side. */
export interface Bounds {
  lower: OwnedLimit | null;
  upper: OwnedLimit | null;
}

export type Verdict =
  | { kind: 'pass' }
  | { kind: 'clamp'; to: number; bound: string; ending?: EndingChoice }
  /** The price that leaves does not keep this guardrail's own bound, since a stronger one leaves no room for it. */
  | { kind: 'yield'; to: number; yieldedTo: YieldedTo; why: string; ending?: EndingChoice }
  | { kind: 'hold'; why: string }
  | { kind: 'reject'; why: string };

export const PASS: Verdict = { kind: 'pass' };

interface Named {
  name: string;
  /** What it is for, in a sentence for somebody who has never heard of it. */
  purpose: string;
  /** What events ask for that pass it by. */
  skippedBy?: readonly AsksFor[];
}

/** A guardrail that answers for itself. `room` are the bounds that the price must keep, whichever guardrail they come from. */
export interface JudgingGuardrail extends Named {
  check(price: number, on: Circumstances, room: Bounds, proposal: Proposal): Verdict;
  /** The limits inside which it lets every price pass; rounding keeps to them. */
  passes?(on: Circumstances): Limit[];
}

/**
 * A guardrail that is a set of limits. `binding`: no price, not even a held one, may break it. `firm`: no new price may
 * break it, but that it is approached in steps. `pacing`: it limits how fast a price moves, and gives way to the binding ones.
 */
export interface BoundingGuardrail extends Named {
  force: 'binding' | 'firm' | 'pacing';
  limits(on: Circumstances): Limit[];
}

export type Guardrail = JudgingGuardrail | BoundingGuardrail;

/** Whether an operator event passes the guardrail by. */
export const isSkipped = ({ skippedBy }: Named, on: Circumstances): boolean =>
  skippedBy?.includes(judgedAs(on)) ?? false;

export const isBounding = (guardrail: Guardrail): guardrail is BoundingGuardrail => 'limits' in guardrail;

/** Upper = lowest of the uppers, lower = highest of the lowers. */
export function tightest(limits: OwnedLimit[]): Bounds {
  const lowers = limits.filter(({ side }) => side === 'lower').sort(descending(({ amount }) => amount));
  const uppers = limits.filter(({ side }) => side === 'upper').sort(ascending(({ amount }) => amount));
  return { lower: lowers[0] ?? null, upper: uppers[0] ?? null };
}

/** The bounds that keep to all of these. */
export const allOf = (...bounds: Bounds[]): Bounds =>
  tightest(bounds.flatMap(({ lower, upper }) => [lower, upper]).filter((each) => each !== null));

/** The bound that a price breaks; undefined inside the bounds, which must not cross. */
export function brokenBy(price: number, { lower, upper }: Bounds): OwnedLimit | undefined {
  if (lower && price < lower.amount) return lower;
  return upper && price > upper.amount ? upper : undefined;
}

/** What is put in force by a person's word: it passes by what only slows prices down. */
export const BY_HAND = ['list-price', 'order'] as const satisfies AsksFor[];

import type { Circumstances } from '../circumstances.ts';
import type { TrailEntry } from '../decision.ts';
import { formatMoney } from '../money.ts';
import type { Proposal } from '../proposal.ts';
import { floorIsKnown } from './floor-known.ts';
import {
  type BoundingGuardrail,
  type Bounds,
  type Guardrail,
  isBounding,
  type Limit,
  PASS,
  tightest,
  type Verdict,
  within,
} from './guardrail.ts';
import { GUARDRAILS } from './index.ts';

/** What became of a proposal: a price, or the reason why the price in force stays. */
export type Judgement =
  /** `rejected`: why the proposal was, where only the price in force is mended. */
  | { kind: 'price'; price: number; moved: boolean; trail: TrailEntry[]; rejected?: string }
  | { kind: 'hold'; why: string; guardrail: string; trail: TrailEntry[] }
  | { kind: 'reject'; why: string; guardrail: string; trail: TrailEntry[] };

/** The bounds that no new price may break, whatever its proposal. */
export const standingBounds = (on: Circumstances): Bounds =>
  tightest(standing().flatMap((each) => each.limits(on)));

const standing = (): BoundingGuardrail[] =>
  GUARDRAILS.filter(isBounding).filter(({ force }) => force !== 'yielding');

/** Puts the proposal through the guardrails, in order. */
export function judge(proposal: Proposal, on: Circumstances): Judgement {
  const trail: TrailEntry[] = [];
  let bounds = standingBounds(on);
  let price = proposal.amount ?? Number.NaN;
  for (const guardrail of GUARDRAILS) {
    if (guardrail.skippedBy?.includes(on.event.kind)) {
      trail.push({ ...entry(guardrail, price, PASS), verdict: 'skipped' });
      continue;
    }
    const { verdict, limits, narrowed } = ask(guardrail, price, on, bounds, proposal);
    bounds = narrowed;
    trail.push(entry(guardrail, price, verdict, limits));
    if (verdict.kind === 'hold') return holdOrMend(on, verdict.why, guardrail.name, trail);
    if (verdict.kind === 'reject') return rejectOrMend(on, verdict.why, guardrail.name, trail);
    if (verdict.kind === 'clamp') price = verdict.to;
  }
  // A price put in force again is no change: it would restart its cooldown and lower its reference price.
  if (price === on.state.price?.amount)
    return { kind: 'hold', why: 'the price in force is the right one', guardrail: 'judgement', trail };
  return { kind: 'price', price, moved: price !== proposal.amount, trail };
}

/**
 * Keeps the price in force, unless it breaks a binding guardrail itself: then the nearest price that is allowed is put
 * in force.
 */
export function holdOrMend(
  on: Circumstances,
  why: string,
  guardrail: string,
  trail: TrailEntry[] = [],
): Judgement {
  const mend = mendOf(on, `not held (${why})`);
  if (mend === undefined) return { kind: 'hold', why, guardrail, trail };
  if ('conflict' in mend) return { kind: 'reject', why: mend.conflict, guardrail: mend.guardrail, trail };
  return { kind: 'price', price: mend.price, moved: true, trail: [...trail, mend.entry] };
}

// A rejection waits for a person, and shoppers see the price in force meanwhile. Where prices are not put in force, or
// nobody can say what is too cheap, it stays as it is.
function rejectOrMend(on: Circumstances, why: string, guardrail: string, trail: TrailEntry[]): Judgement {
  const mayMend = on.policy.mode === 'live' && floorIsKnown(on.product);
  const mend = mayMend ? mendOf(on, 'the proposal is rejected') : undefined;
  if (mend === undefined || 'conflict' in mend) return { kind: 'reject', why, guardrail, trail };
  const rejected = `${guardrail}: ${why}`;
  return { kind: 'price', price: mend.price, moved: true, trail: [...trail, mend.entry], rejected };
}

type Mend = { price: number; entry: TrailEntry } | { conflict: string; guardrail: string };

/** What it takes to make the price in force an allowed one; undefined where it breaks no guardrail that binds it. */
function mendOf(on: Circumstances, instead: string): Mend | undefined {
  const { price } = on.state;
  // An amount of another currency can't be held against these bounds.
  if (price === undefined || price.currency !== on.product.currency) return undefined;
  if (!breaksBinding(price.amount, on)) return undefined;
  const verdict = within(price.amount, standingBounds(on));
  const mender = standing().find(
    (each) => verdict.kind === 'clamp' && each.limits(on).some(({ bound }) => bound === verdict.bound),
  );
  if (verdict.kind !== 'clamp' || mender === undefined) return undefined;
  const conflict = conflictIn(standing(), on);
  if (conflict) return { conflict, guardrail: mender.name };
  const why = `${instead}, since the price in force breaks a guardrail that binds it too`;
  return { price: verdict.to, entry: { ...entry(mender, price.amount, verdict, mender.limits(on)), why } };
}

const breaksBinding = (price: number, on: Circumstances): boolean =>
  standing()
    .filter(({ force }) => force === 'binding')
    .some((each) => within(price, tightest(each.limits(on))).kind === 'clamp');

interface Asked {
  verdict: Verdict;
  limits?: Limit[];
  narrowed: Bounds;
}
function ask(
  guardrail: Guardrail,
  price: number,
  on: Circumstances,
  bounds: Bounds,
  proposal: Proposal,
): Asked {
  if (!isBounding(guardrail))
    return { verdict: guardrail.check(price, on, bounds, proposal), narrowed: bounds };
  const limits = guardrail.limits(on);
  if (limits.length === 0) return { verdict: PASS, limits, narrowed: bounds };
  if (guardrail.force === 'yielding') {
    const own = yieldTo(bounds, tightest(limits));
    return { verdict: within(price, own), limits, narrowed: tightest(both(bounds, own)) };
  }
  // It is asked together with those before it, so that the trail names the one that a conflict comes in with.
  const upTo = standing().slice(0, standing().indexOf(guardrail) + 1);
  const conflict = conflictIn(upTo, on);
  if (conflict) return { verdict: { kind: 'reject', why: conflict }, limits, narrowed: bounds };
  return {
    verdict: within(price, tightest(upTo.flatMap((each) => each.limits(on)))),
    limits,
    narrowed: bounds,
  };
}

function conflictIn(guardrails: BoundingGuardrail[], on: Circumstances): string | undefined {
  const { lower, upper } = tightest(guardrails.flatMap((each) => each.limits(on)));
  if (lower === null || upper === null || lower.amount <= upper.amount) return undefined;
  const { currency } = on.product;
  const [least, most] = [lower, upper].map(({ amount }) => formatMoney(amount, currency));
  return `no price is allowed: ${lower.bound} asks for at least ${least}, ${upper.bound} for at most ${most}`;
}

// Yielding limits count only as far as the standing bounds leave room for them.
function yieldTo({ lower, upper }: Bounds, own: Bounds): Bounds {
  const below =
    own.lower && upper && own.lower.amount > upper.amount
      ? { ...own.lower, amount: upper.amount }
      : own.lower;
  const above =
    own.upper && lower && own.upper.amount < lower.amount
      ? { ...own.upper, amount: lower.amount }
      : own.upper;
  return { lower: below, upper: above };
}

const both = (...bounds: Bounds[]): Limit[] =>
  bounds.flatMap(({ lower, upper }) => [lower, upper]).filter((each) => each !== null);

function entry({ name }: Guardrail, before: number, verdict: Verdict, limits?: Limit[]): TrailEntry {
  return {
    guardrail: name,
    verdict: verdict.kind,
    before: Number.isFinite(before) ? before : null,
    after: verdict.kind === 'clamp' ? verdict.to : Number.isFinite(before) ? before : null,
    ...(verdict.kind === 'clamp' ? { bound: verdict.bound } : {}),
    ...('why' in verdict ? { why: verdict.why } : {}),
    ...(limits && limits.length > 0 ? { limits } : {}),
  };
}

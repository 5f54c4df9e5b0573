import type { Circumstances } from '../context/circumstances.ts';
import type { Proposal } from '../context/proposal.ts';
import { bandLeftByScarcity } from '../context/scarcity.ts';
import { formatMoney } from '../values/money.ts';
import { entryOf } from './entry.ts';
import { floorIsKnown } from './floor-known.ts';
import { boundYields, forcedBy, yieldsToMend } from './forced.ts';
import { type Ground, groundOf, ownedLimits } from './ground.ts';
import {
  allOf,
  type BoundingGuardrail,
  type Bounds,
  brokenBy,
  type Guardrail,
  isBounding,
  isSkipped,
  type JudgingGuardrail,
  type OwnedLimit,
  PASS,
  tightest,
  type Verdict,
} from './guardrail.ts';
import { GUARDRAILS } from './index.ts';
import { lastLook } from './last-look.ts';
import type { Limit } from './limit.ts';
import { priceBand } from './price-band.ts';
import type { TrailEntry } from './trail.ts';
import { windowBand } from './window-band.ts';

/** The result for a proposal: a price, or the reason why the price in force stays. */
export type Judgement =
  | {
      kind: 'price';
      price: number;
      moved: boolean;
      trail: TrailEntry[];
      /** The entry that repaired the price in force, if that was forbidden. */
      mend?: TrailEntry;
      /** Why the proposal was rejected, if only the price in force is repaired. */
      rejected?: string;
    }
  | { kind: 'hold'; why: string; guardrail: string; trail: TrailEntry[] }
  | { kind: 'reject'; why: string; guardrail: string; trail: TrailEntry[] };

/** The bounds that no new price may break, whatever its proposal. */
export const strictBounds = (on: Circumstances): Bounds =>
  tightest(strictGuardrails().flatMap((each) => ownedLimits(each, on)));

const strictGuardrails = (): BoundingGuardrail[] =>
  GUARDRAILS.filter(isBounding).filter(({ force }) => force !== 'pacing');

/** Applies the guardrails to the proposal, in order. */
export function judge(proposal: Proposal, on: Circumstances): Judgement {
  const trail: TrailEntry[] = [];
  const ground = groundOf(on);
  let price = proposal.amount ?? Number.NaN;
  for (const guardrail of GUARDRAILS) {
    if (isSkipped(guardrail, on)) {
      trail.push({ ...entryOf(guardrail.name, price, PASS), verdict: 'skipped' });
      continue;
    }
    const verdict = isBounding(guardrail)
      ? bound(guardrail, price, on, ground)
      : guardrail.check(price, on, roomFor(price, on, ground), proposal);
    trail.push(entryOf(guardrail.name, price, verdict, limitsIn(guardrail, on)));
    if (verdict.kind === 'hold') return holdOrMend(on, verdict.why, guardrail.name, trail);
    if (verdict.kind === 'reject') return rejectOrMend(on, verdict.why, guardrail.name, trail);
    if ('to' in verdict) price = verdict.to;
  }
  const objection = lastLook(proposal, price, on, trail);
  if (objection !== undefined) {
    const { guardrail, verdict } = objection;
    trail.push(entryOf(guardrail, price, verdict));
    return verdict.kind === 'hold'
      ? holdOrMend(on, verdict.why, guardrail, trail)
      : rejectOrMend(on, verdict.why, guardrail, trail);
  }
  // Setting the same price again is no change: it would restart the cooldown and lower the reference price.
  if (price === on.state.price?.amount)
    return { kind: 'hold', why: 'the price in force is the right one', guardrail: 'judgement', trail };
  return { kind: 'price', price, moved: price !== proposal.amount, trail };
}

/** Keeps the price in force. If it breaks a binding guardrail, puts the nearest allowed price in force. */
export function holdOrMend(
  on: Circumstances,
  why: string,
  guardrail: string,
  trail: TrailEntry[] = [],
): Judgement {
  const mended = mendOf(on, `not held (${why})`, trail);
  if (mended === undefined) return { kind: 'hold', why, guardrail, trail };
  if ('conflict' in mended)
    return { kind: 'reject', why: mended.conflict, guardrail: mended.guardrail, trail };
  return { kind: 'price', moved: true, ...mended };
}

// A rejection waits for a person while shoppers see the price in force, so a forbidden price is repaired at once. It stays in
// modes that put no prices in force, and without a known floor.
function rejectOrMend(on: Circumstances, why: string, guardrail: string, trail: TrailEntry[]): Judgement {
  const mayMend = on.policy.mode === 'live' && floorIsKnown(on.product);
  const mended = mayMend ? mendOf(on, 'the proposal is rejected', trail) : undefined;
  if (mended === undefined || 'conflict' in mended) return { kind: 'reject', why, guardrail, trail };
  return { kind: 'price', moved: true, ...mended, rejected: `${guardrail}: ${why}` };
}

type Mended =
  | { price: number; mend: TrailEntry; trail: TrailEntry[] }
  | { conflict: string; guardrail: string };

/** The repair that makes the price in force allowed; undefined if it breaks no binding guardrail. */
function mendOf(on: Circumstances, instead: string, trail: TrailEntry[]): Mended | undefined {
  const { price } = on.state;
  if (price === undefined || forcedBy(on) === undefined) return undefined;
  const ground = groundOf(on);
  const limit = brokenBy(price.amount, ground.mending);
  const mender = strictGuardrails().find(({ name }) => name === limit?.guardrail);
  if (limit === undefined || mender === undefined) return undefined;
  const conflict = conflictIn(strictGuardrails(), on);
  if (conflict) return { conflict, guardrail: mender.name };
  const verdict: Verdict = { kind: 'clamp', to: limit.amount, bound: limit.bound };
  const mend = {
    ...entryOf(mender.name, price.amount, verdict, mender.limits(on)),
    why: `${instead}, since the price in force breaks a guardrail that binds it too`,
  };
  return {
    price: limit.amount,
    mend,
    trail: [...trail, mend, ...yieldsToMend(limit, on, ground, trail)],
  };
}

function bound(guardrail: BoundingGuardrail, price: number, on: Circumstances, ground: Ground): Verdict {
  if (guardrail.force === 'pacing') return keptTo(guardrail, price, on, ground);
  // It is asked together with those before it, so that the trail names the one that a conflict comes in with.
  const upTo = strictGuardrails().slice(0, strictGuardrails().indexOf(guardrail) + 1);
  const conflict = conflictIn(upTo, on);
  if (conflict) return { kind: 'reject', why: conflict };
  return barredBy(guardrail, on, ground) ?? keptTo(guardrail, price, on, ground);
}

function keptTo(guardrail: BoundingGuardrail, price: number, on: Circumstances, ground: Ground): Verdict {
  const broken = brokenBy(price, ground.boundsOf(guardrail));
  const to = broken?.amount ?? price;
  const yieldedTo = ground.yieldOf(guardrail);
  if (yieldedTo !== undefined)
    return boundYields(tightest(ownedLimits(guardrail, on)), to, yieldedTo, on.product.currency);
  return broken === undefined ? PASS : { kind: 'clamp', to, bound: broken.bound };
}

// For a price in force that is further outside a firm bound than one step. The policy decides whether a person reviews it. If
// no step is possible, a window allows one later (hold), but a step below one minor unit never becomes possible (reject).
function barredBy(guardrail: BoundingGuardrail, on: Circumstances, ground: Ground): Verdict | undefined {
  const yieldedTo = ground.yieldOf(guardrail);
  const inForce = on.state.price?.amount;
  if (guardrail.force !== 'firm' || yieldedTo === undefined || inForce === undefined) return undefined;
  const { currency } = on.product;
  const words = boundYields(tightest(ownedLimits(guardrail, on)), inForce, yieldedTo, currency).why;
  const why = `the price in force, ${formatMoney(inForce, currency)}, is too far outside for one step: ${words}`;
  // A price that scarcity raised is nobody's error: it returns in steps.
  const isError = guardrail !== priceBand || bandLeftByScarcity(on) === undefined;
  if (on.policy.guardrails.outOfBand === 'review' && isError) return { kind: 'reject', why };
  if (yieldedTo.allowed !== inForce) return undefined;
  return { kind: yieldedTo.guardrail === windowBand.name ? 'hold' : 'reject', why };
}

// Rounding stays within the limits of the judging guardrails too, so that it does not cause a review or a change of
// direction.
function roomFor(price: number, on: Circumstances, { room }: Ground): Bounds {
  const passed = GUARDRAILS.filter((each): each is JudgingGuardrail => !isBounding(each))
    .filter((each) => !isSkipped(each, on))
    .flatMap((each) =>
      (each.passes?.(on) ?? []).map((limit): OwnedLimit => ({ ...limit, guardrail: each.name })),
    );
  const narrowed = allOf(room, tightest(passed));
  return brokenBy(price, narrowed) === undefined ? narrowed : room;
}

const limitsIn = (guardrail: Guardrail, on: Circumstances): Limit[] | undefined =>
  isBounding(guardrail) ? guardrail.limits(on) : undefined;

function conflictIn(guardrails: BoundingGuardrail[], on: Circumstances): string | undefined {
  const { lower, upper } = tightest(guardrails.flatMap((each) => ownedLimits(each, on)));
  if (lower === null || upper === null || lower.amount <= upper.amount) return undefined;
  const { currency } = on.product;
  const [least, most] = [lower, upper].map(({ amount }) => formatMoney(amount, currency));
  return `no price is allowed: ${lower.bound} asks for at least ${least}, ${upper.bound} for at most ${most}`;
}

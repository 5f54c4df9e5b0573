import type { Circumstances } from '../context/circumstances.ts';
import type { Proposal } from '../context/proposal.ts';
import { forcedBy, objectionYields } from './forced.ts';
import { type Bounds, isBounding, type JudgingGuardrail, type Verdict } from './guardrail.ts';
import { GUARDRAILS } from './index.ts';
import type { Limit } from './limit.ts';
import { rounding } from './rounding.ts';
import { type TrailEntry, yieldText } from './trail.ts';

export interface Objection {
  guardrail: string;
  verdict: Extract<Verdict, { kind: 'hold' | 'reject' }>;
}

/**
 * Asks each guardrail that passed an earlier price about the final price. Returns the first objection that counts. An
 * overruled objection becomes a `yield` in the trail.
 */
export function lastLook(
  proposal: Proposal,
  price: number,
  on: Circumstances,
  trail: TrailEntry[],
): Objection | undefined {
  for (const guardrail of GUARDRAILS) {
    const said = trail.find((each) => each.guardrail === guardrail.name);
    if (isBounding(guardrail) || said?.verdict !== 'pass' || said.after === price) continue;
    const verdict = guardrail.check(price, on, FREE, proposal);
    if (verdict.kind !== 'hold' && verdict.kind !== 'reject') continue;
    const yielding = whyItLeaves(guardrail, verdict.why, price, on, trail);
    if (yielding === undefined) return { guardrail: guardrail.name, verdict };
    const { why, yieldedTo } = yielding;
    trail[trail.indexOf(said)] = { ...said, verdict: 'yield', why, yieldedTo };
  }
  return undefined;
}

const FREE: Bounds = { lower: null, upper: null };

// An objection is overruled if a binding bound forces the price, or if the price is a step from the price in force towards
// the limit.
function whyItLeaves(
  guardrail: JudgingGuardrail,
  why: string,
  price: number,
  on: Circumstances,
  trail: readonly TrailEntry[],
): Extract<Verdict, { kind: 'yield' }> | undefined {
  const forced = forcedBy(on);
  if (forced !== undefined) return objectionYields(why, price, forced, on);
  const inForce = on.state.price?.amount;
  const asked = (guardrail.passes?.(on) ?? []).filter((limit) => isBeyond(price, limit));
  const [first] = asked;
  // Looks for the guardrail that moved the price beyond the limit. Rounding alone does not overrule an objection.
  const mover = trail.findLast(
    ({ guardrail, verdict, after }) =>
      verdict === 'clamp' &&
      guardrail !== rounding.name &&
      first !== undefined &&
      after !== null &&
      isBeyond(after, first),
  );
  const isNearer =
    inForce !== undefined && asked.every((limit) => isBeyond(inForce, { ...limit, amount: price }));
  if (first === undefined || !isNearer || mover?.after == null) return undefined;
  const yieldedTo = {
    guardrail: mover.guardrail,
    side: first.side,
    asked: first.amount,
    allowed: mover.after,
    bound: mover.bound ?? mover.guardrail,
  };
  return {
    kind: 'yield',
    to: price,
    yieldedTo,
    why: yieldText(`${why}; it`, yieldedTo, on.product.currency),
  };
}

const isBeyond = (price: number, { side, amount }: Pick<Limit, 'side' | 'amount'>): boolean =>
  side === 'lower' ? price < amount : price > amount;

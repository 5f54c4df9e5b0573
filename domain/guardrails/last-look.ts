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
 * Asks each guardrail that let an earlier price pass about the price that leaves. Answers the first objection that counts;
 * one that does not is written into the trail: its guardrail gave way.
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

// A price leaves in spite of an objection where a binding bound forces it, and where a step brings it nearer to what the
// guardrail asks for than the price in force is.
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
  // One that leaves room for what is asked forces nothing: then it was rounding alone.
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

import type { Circumstances } from '../context/circumstances.ts';
import { leastChange } from './dead-band.ts';
import {
  allOf,
  type BoundingGuardrail,
  type Bounds,
  isBounding,
  isSkipped,
  type OwnedLimit,
  tightest,
} from './guardrail.ts';
import { GUARDRAILS } from './index.ts';
import { limitOf } from './limit.ts';
import type { YieldedTo } from './trail.ts';

/** The bounds that remain after weaker guardrails gave way to stronger ones. */
export interface Ground {
  /** The bounds of a guardrail after it gave way. */
  boundsOf(guardrail: BoundingGuardrail): Bounds;
  /** The guardrail to which it gave way; undefined if it did not. */
  yieldOf(guardrail: BoundingGuardrail): YieldedTo | undefined;
  /** The bounds within which rounding may choose. */
  room: Bounds;
  /** The bounds to which a forbidden price in force is repaired. */
  mending: Bounds;
}

/**
 * Computes which guardrail gives way to which. Binding ones apply at once, so pacing ones give way to them. Firm ones give
 * way to pacing ones where the price in force is further outside than one step.
 */
export function groundOf(on: Circumstances): Ground {
  const bounding = GUARDRAILS.filter(isBounding);
  const bounds = new Map<BoundingGuardrail, Bounds>();
  const yields = new Map<BoundingGuardrail, YieldedTo>();
  const settle = (each: BoundingGuardrail, stronger: Bounds) => {
    const given = giveWay(limitsOf(each, on), stronger);
    bounds.set(each, given.bounds);
    if (given.yieldedTo) yields.set(each, given.yieldedTo);
    return given;
  };
  const ofForce = (force: BoundingGuardrail['force']) => bounding.filter((each) => each.force === force);

  const binding = allOf(...ofForce('binding').map((each) => settle(each, NO_BOUNDS).bounds));
  const pacing = allOf(
    ...ofForce('pacing')
      .filter((each) => !isSkipped(each, on))
      .map((each) => settle(each, binding).bounds),
  );
  const firm = ofForce('firm').map((each) => settle(each, pacing));
  return {
    boundsOf: (each) => bounds.get(each) ?? NO_BOUNDS,
    yieldOf: (each) => yields.get(each),
    room: allOf(binding, pacing, ...firm.map((each) => onTheWay(each, on))),
    mending: allOf(binding, ...firm.map(withoutYielded)),
  };
}

const NO_BOUNDS: Bounds = { lower: null, upper: null };

/** The limits of a guardrail, each with its name; the tightest of them bind. */
export const ownedLimits = (guardrail: BoundingGuardrail, on: Circumstances): OwnedLimit[] =>
  guardrail.limits(on).map((each) => ({ ...each, guardrail: guardrail.name }));

const limitsOf = (guardrail: BoundingGuardrail, on: Circumstances): Bounds =>
  tightest(ownedLimits(guardrail, on));

interface Given {
  bounds: Bounds;
  yieldedTo?: YieldedTo;
}

// A bound gives way to a stronger bound that it conflicts with, and only as far as necessary.
function giveWay({ lower, upper }: Bounds, stronger: Bounds): Given {
  if (lower && stronger.upper && lower.amount > stronger.upper.amount)
    return {
      bounds: { lower: { ...lower, amount: stronger.upper.amount }, upper },
      yieldedTo: yielded(lower, stronger.upper),
    };
  if (upper && stronger.lower && upper.amount < stronger.lower.amount)
    return {
      bounds: { lower, upper: { ...upper, amount: stronger.lower.amount } },
      yieldedTo: yielded(upper, stronger.lower),
    };
  return { bounds: { lower, upper } };
}

const yielded = (own: OwnedLimit, stronger: OwnedLimit): YieldedTo => ({
  guardrail: stronger.guardrail,
  side: own.side,
  asked: own.amount,
  allowed: stronger.amount,
  bound: stronger.bound,
});

// A step towards a firm bound may be rounded back towards the price in force, but must remain a step.
function onTheWay({ bounds, yieldedTo }: Given, on: Circumstances): Bounds {
  const inForce = on.state.price?.amount;
  if (yieldedTo === undefined || inForce === undefined) return bounds;
  const { side } = yieldedTo;
  const own = bounds[side];
  const step = limitOf(side, { of: 'step-towards-band', base: inForce, change: leastChange(on) });
  const isWider = own !== null && (side === 'lower' ? step.amount < own.amount : step.amount > own.amount);
  return isWider ? { ...bounds, [side]: { ...step, guardrail: own.guardrail } } : bounds;
}

const withoutYielded = ({ bounds: { lower, upper }, yieldedTo }: Given): Bounds => ({
  lower: yieldedTo?.side === 'lower' ? null : lower,
  upper: yieldedTo?.side === 'upper' ? null : upper,
});

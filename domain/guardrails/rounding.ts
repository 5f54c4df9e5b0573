import { type Bounds, brokenBy, type JudgingGuardrail, PASS, type Verdict } from './guardrail.ts';
import { type EndingChoice, type YieldedTo, yieldText } from './trail.ts';

/** Moves to the nearest price with an allowed ending (ties: the lower), never beyond a bound. */
export const rounding: JudgingGuardrail = {
  name: 'rounding',
  purpose: 'A price has the usual ending.',
  skippedBy: ['list-price'],
  check: (price, { policy, product }, room) => {
    const { rounding: setting } = policy.guardrails;
    if (setting === undefined) return PASS;
    const broken = brokenBy(price, room);
    const rounded = nearest(broken?.amount ?? price, price, setting, room);
    if (rounded === price) return PASS;
    const ending: EndingChoice = {
      ...setting,
      ...(room.lower ? { lower: room.lower.amount } : {}),
      ...(room.upper ? { upper: room.upper.amount } : {}),
    };
    const free = nearest(price, price, setting, FREE) ?? price;
    // The bound that excludes the nearest ending; undefined if all bounds allow it.
    const inTheWay = brokenBy(free, room);
    if (rounded !== undefined) {
      const bound = `price ending ${rounded % setting.modulus}`;
      return {
        kind: 'clamp',
        to: rounded,
        bound: inTheWay ? `${bound}, within ${inTheWay.bound}` : bound,
        ending,
      };
    }
    if (inTheWay === undefined) return PASS;
    const yieldedTo: YieldedTo = {
      guardrail: inTheWay.guardrail,
      side: inTheWay.side === 'lower' ? 'upper' : 'lower',
      asked: free,
      allowed: inTheWay.amount,
      bound: inTheWay.bound,
    };
    const own = `price ending ${free % setting.modulus}`;
    return {
      kind: 'yield',
      to: price,
      yieldedTo,
      ending,
      why: yieldText(own, yieldedTo, product.currency),
    } satisfies Verdict;
  },
};

type Endings = Pick<EndingChoice, 'endings' | 'modulus'>;
const FREE: Bounds = { lower: null, upper: null };

// Searches from `start`: the price itself, or the bound that it breaks, because no price beyond the bound is allowed.
function nearest(
  start: number,
  price: number,
  { endings, modulus }: Endings,
  room: Bounds,
): number | undefined {
  const base = Math.floor(start / modulus) * modulus;
  return [base - modulus, base, base + modulus]
    .flatMap((block) => endings.map((ending) => block + ending))
    .filter((candidate) => candidate > 0 && brokenBy(candidate, room) === undefined)
    .sort((a, b) => Math.abs(a - price) - Math.abs(b - price) || a - b)[0];
}

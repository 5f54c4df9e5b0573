import { type Bounds, brokenBy, type JudgingGuardrail, PASS, type Verdict } from './guardrail.ts';
import { type EndingChoice, type YieldedTo, yieldText } from './trail.ts';

/** The nearest price with an ending that the policy likes (ties: the lower), never through a bound. */
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
    // The bound that keeps it from the price that it would take; where all bounds allow that, it takes it.
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

// Looks around `start`, the price itself or the bound that it breaks: no price beyond that bound is allowed anyway.
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

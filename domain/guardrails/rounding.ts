import { type JudgingGuardrail, PASS, within } from './guardrail.ts';

/** The nearest price with an ending that the policy likes (ties: the lower), never through a bound. */
export const rounding: JudgingGuardrail = {
  name: 'rounding',
  skippedBy: ['seed'],
  check: (price, { policy }, bounds) => {
    const { rounding: setting } = policy.guardrails;
    if (setting === undefined) return PASS;
    const { endings, modulus } = setting;
    const base = Math.floor(price / modulus) * modulus;
    const rounded = [base - modulus, base, base + modulus]
      .flatMap((block) => endings.map((ending) => block + ending))
      .filter((candidate) => candidate > 0 && within(candidate, bounds).kind === 'pass')
      .sort((a, b) => Math.abs(a - price) - Math.abs(b - price) || a - b)[0];
    if (rounded === undefined || rounded === price) return PASS;
    return { kind: 'clamp', to: rounded, bound: `price ending ${rounded % modulus}` };
  },
};

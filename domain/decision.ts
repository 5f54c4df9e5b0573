import * as z from 'zod';
import type { Circumstances } from './circumstances.ts';
import { learnDemand } from './demand-learning.ts';
import { DemandMemory, Observed } from './demand-memory.ts';
import { frozenPrices } from './guardrails/emergency-cap.ts';
import { holdOrMend, type Judgement, judge } from './guardrails/judge.ts';
import { Amount, Currency, minor, PriceAmount } from './money.ts';
import { Mode } from './policy.ts';
import type { Proposal } from './proposal.ts';
import { nextLook } from './schedule.ts';
import { reasonToStand } from './standing.ts';
import { Time } from './time.ts';

const Limit = z.object({ side: z.enum(['lower', 'upper']), amount: z.number(), bound: z.string() });

/** What one guardrail said: the price before and after it, the bound that moved it, and all its limits. */
export const TrailEntry = z.object({
  guardrail: z.string(),
  verdict: z.enum(['pass', 'clamp', 'hold', 'reject', 'skipped']),
  /** Null for a proposal that is no number. */
  before: z.number().nullable(),
  after: z.number().nullable(),
  bound: z.string().optional(),
  why: z.string().optional(),
  limits: z.array(Limit).optional(),
});
export type TrailEntry = z.infer<typeof TrailEntry>;

/** What the guardrails made of a proposal. */
export const Decision = z.object({
  verdict: z.enum(['approve', 'adjust', 'hold', 'reject']),
  outcome: z.enum(['priced', 'held', 'rejected', 'shadowed']),
  reason: z.string(),
  /** The price to put in force (`priced`) or that would have been (`shadowed`). */
  price: PriceAmount.optional(),
  currency: Currency,
  /** The price in force when it was judged. */
  priceBefore: PriceAmount.optional(),
  trail: z.array(TrailEntry),
  policy: z.object({ policyId: z.string(), version: z.int(), mode: Mode }),
  halfLifeMinutes: z.number(),
  /** What is known of the product's demand from here on. */
  demand: DemandMemory.optional(),
  /** The sales that the event told of, held against what the model had expected. */
  observed: Observed.optional(),
  frozenPrices: z.record(z.string(), Amount),
  /** Set where the policy has a breaker: the time from which moves count for it. */
  watch: z.object({ since: Time.optional() }).optional(),
  decidedAt: Time,
  repriceAt: Time.optional(),
});
export type Decision = z.infer<typeof Decision>;

/** Judges the proposal; without one, or with a reason to stand, the price in force stays. */
export function decide(on: Circumstances, proposal: Proposal | undefined): Decision {
  const { product, policy, state } = on;
  const why = reasonToStand(on);
  const judgement = why === undefined && proposal ? judge(proposal, on) : stand(on, why ?? 'no proposal');
  const verdict = verdictOf(judgement, on);
  const priceAfter = verdict.outcome === 'priced' ? verdict.price : state.price?.amount;
  return {
    ...verdict,
    currency: product.currency,
    ...(state.price ? { priceBefore: state.price.amount } : {}),
    trail: judgement.trail,
    policy: { policyId: policy.policyId, version: policy.version, mode: policy.mode },
    halfLifeMinutes: policy.salesRate.halfLifeMinutes,
    ...learnDemand(on, proposal, priceAfter),
    frozenPrices: frozenPrices(on),
    ...(policy.breaker ? { watch: { since: policy.modeSince } } : {}),
    decidedAt: on.now,
    // What was rejected comes again at once, and is rejected then: the price in force is allowed by now.
    repriceAt: 'rejected' in judgement ? on.now : nextLook(on),
  };
}

// These keep the price whatever it is: a person said so, or was too late to say anything of it.
const KEEPS_ANY_PRICE = ['paused', 'retired', 'price-moved-on'];

const stand = (on: Circumstances, why: string): Judgement =>
  KEEPS_ANY_PRICE.includes(why) ? { kind: 'hold', why, guardrail: why, trail: [] } : holdOrMend(on, why, why);

function verdictOf(
  judgement: Judgement,
  { event, policy }: Circumstances,
): Pick<Decision, 'verdict' | 'outcome' | 'reason' | 'price'> {
  if (judgement.kind === 'hold') return { verdict: 'hold', outcome: 'held', reason: because(judgement) };
  if (judgement.kind === 'reject')
    return { verdict: 'reject', outcome: 'rejected', reason: because(judgement) };
  return {
    verdict: judgement.moved ? 'adjust' : 'approve',
    // A seed is published in every mode, so that a product always has a price.
    outcome: policy.mode === 'shadow' && event.kind !== 'seed' ? 'shadowed' : 'priced',
    reason: reasonOf(judgement),
    price: minor(judgement.price) as Decision['price'],
  };
}

function reasonOf({ moved, trail, rejected }: Extract<Judgement, { kind: 'price' }>): string {
  const mend = trail.at(-1);
  if (rejected !== undefined)
    return `${rejected}; the price in force is not allowed either: ${mend?.guardrail}: ${mend?.bound}`;
  const clamps = trail.filter(({ verdict }) => verdict === 'clamp');
  return moved
    ? `${clamps.map(({ guardrail }) => guardrail).join(', ')}: ${clamps.at(-1)?.bound}`
    : 'approved';
}

const because = ({ why, guardrail }: { why: string; guardrail: string }): string =>
  why === guardrail ? why : `${guardrail}: ${why}`;

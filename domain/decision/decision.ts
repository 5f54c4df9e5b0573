import * as z from 'zod';
import type { Circumstances } from '../context/circumstances.ts';
import { judgedAs } from '../context/judged-as.ts';
import { KEEPS_ANY_PRICE, reasonToKeepPrice } from '../context/keeping-price.ts';
import { answerAt } from '../context/model-answer.ts';
import type { Proposal } from '../context/proposal.ts';
import { DemandMemory, Observed } from '../demand/demand-memory.ts';
import { shortened, shortenedObserved } from '../demand/shortened.ts';
import { asksFor } from '../events/price-event.ts';
import { frozenPrices } from '../guardrails/emergency-cap.ts';
import { holdOrMend, type Judgement, judge } from '../guardrails/judge.ts';
import { TrailEntry } from '../guardrails/trail.ts';
import { Mode } from '../policy/policy.ts';
import { Standing } from '../standing/standing.ts';
import { ModelAnswer } from '../state/model-answer.ts';
import { Amount, Currency, minor, PriceAmount } from '../values/money.ts';
import { Time } from '../values/time.ts';
import { learnDemand } from './demand-learning.ts';
import { reasonToWatch, standingAt, withDecided } from './product-standing.ts';
import { nextLook } from './schedule.ts';

/** The result of the guardrails for one proposal. */
export const Decision = z.object({
  verdict: z.enum(['approve', 'adjust', 'hold', 'reject']),
  outcome: z.enum(['priced', 'held', 'rejected', 'shadowed']),
  reason: z.string(),
  /** The price to put in force (`priced`), or the price that a live policy would put in force (`shadowed`). */
  price: PriceAmount.optional(),
  currency: Currency,
  /** The price in force at the judgement. */
  priceBefore: PriceAmount.optional(),
  trail: z.array(TrailEntry),
  policy: z.object({ policyId: z.string(), version: z.int(), mode: Mode }),
  halfLifeMinutes: z.number(),
  /** The demand memory after this event. */
  demand: DemandMemory.optional(),
  /** The product's standing after this event; absent if the policy keeps none. */
  standing: Standing.optional(),
  /** The sales that the event reports, compared with the model's expectation. */
  observed: Observed.optional(),
  frozenPrices: z.record(z.string(), Amount),
  /** Present if a model made the proposal and the policy was live. */
  modelAnswer: ModelAnswer.optional(),
  /** Present if the policy has a breaker: the time from which moves count. */
  watch: z.object({ since: Time.optional() }).optional(),
  decidedAt: Time,
  repriceAt: Time.optional(),
});
export type Decision = z.infer<typeof Decision>;

/** Judges the proposal. Without a proposal, or with a reason to stand, the price in force stays. */
export function decide(on: Circumstances, proposal: Proposal | undefined): Decision {
  const { product, policy, state } = on;
  const why = reasonToKeepPrice(on);
  const judged = why === undefined && proposal ? judge(proposal, on) : stand(on, why ?? 'no proposal');
  const standing = standingAt(on, proposal);
  const watch = asksFor(on.event) === 'market' ? reasonToWatch(standing, on, proposal) : undefined;
  const judgement = watch === undefined ? judged : mendedWhile(watch, judged, on);
  const verdict = verdictOf(judgement, on, watch);
  const priceAfter = verdict.outcome === 'priced' ? verdict.price : state.price?.amount;
  const learned = learnDemand(on, proposal, priceAfter);
  return {
    ...verdict,
    currency: product.currency,
    ...(state.price ? { priceBefore: state.price.amount } : {}),
    trail: judgement.trail,
    policy: { policyId: policy.policyId, version: policy.version, mode: policy.mode },
    halfLifeMinutes: policy.salesRate.halfLifeMinutes,
    ...(learned.demand ? { demand: shortened(learned.demand) } : {}),
    ...(learned.observed ? { observed: shortenedObserved(learned.observed) } : {}),
    ...(standing ? { standing: withDecided(standing, on, proposal, verdict.price ?? priceAfter) } : {}),
    frozenPrices: frozenPrices(on),
    ...(proposal?.source === 'model' && policy.mode === 'live'
      ? { modelAnswer: answerAt(on, proposal.madeAt ?? on.now) }
      : {}),
    ...(policy.breaker ? { watch: { since: policy.modeSince } } : {}),
    decidedAt: on.now,
    // A rejected proposal is judged again at once. The price in force is allowed by then, so it ends `rejected`.
    repriceAt: 'rejected' in judgement ? on.now : nextLook(on),
  };
}

const stand = (on: Circumstances, why: string): Judgement =>
  KEEPS_ANY_PRICE.includes(why) ? { kind: 'hold', why, guardrail: why, trail: [] } : holdOrMend(on, why, why);

// A product that is only watched keeps its price, unless that breaks a guardrail that binds it too.
function mendedWhile(watch: string, judged: Judgement, on: Circumstances): Judgement {
  if (judged.kind !== 'price' || judged.mend !== undefined || judgedAs(on) === 'list-price') return judged;
  const kept = holdOrMend(on, watch, 'standing', judged.trail);
  return kept.kind === 'hold' ? judged : kept;
}

function verdictOf(
  judgement: Judgement,
  on: Circumstances,
  watch: string | undefined,
): Pick<Decision, 'verdict' | 'outcome' | 'reason' | 'price'> {
  if (judgement.kind === 'hold') return { verdict: 'hold', outcome: 'held', reason: because(judgement) };
  if (judgement.kind === 'reject')
    return { verdict: 'reject', outcome: 'rejected', reason: because(judgement) };
  return {
    verdict: judgement.moved ? 'adjust' : 'approve',
    ...resultOf(judgement, on, watch),
    price: minor(judgement.price) as Decision['price'],
  };
}

function resultOf(
  judgement: Extract<Judgement, { kind: 'price' }>,
  on: Circumstances,
  watch: string | undefined,
): Pick<Decision, 'outcome' | 'reason'> {
  const reason = reasonOf(judgement);
  // A list price is published in every mode, so that every product always has a price.
  if (judgedAs(on) === 'list-price') return { outcome: 'priced', reason };
  if (watch !== undefined && judgement.mend === undefined)
    return { outcome: 'shadowed', reason: `${watch}; ${reason}` };
  return { outcome: on.policy.mode === 'shadow' ? 'shadowed' : 'priced', reason };
}

function reasonOf({ moved, trail, mend, rejected }: Extract<Judgement, { kind: 'price' }>): string {
  if (rejected !== undefined)
    return `${rejected}; the price in force is not allowed either: ${mend?.guardrail}: ${mend?.bound}`;
  if (mend !== undefined) return [`${mend.guardrail}: ${mend.bound}`, ...yields(trail)].join('; ');
  if (!moved) return ['approved', ...yields(trail)].join('; ');
  return [`${moversText(trail)}`, ...yields(trail)].join('; ');
}

/** The guardrails that moved the price, and the last bound; undefined if none did. */
export function moversText(trail: readonly TrailEntry[]): string | undefined {
  const movers = trail.filter(({ before, after }) => before !== after);
  const last = movers.at(-1);
  if (last === undefined) return undefined;
  return `${movers.map(({ guardrail }) => guardrail).join(', ')}: ${last.bound ?? last.why}`;
}

/** The guardrails that gave way. One that yielded both for the proposal and for the repaired price counts once. */
const yields = (trail: TrailEntry[]): string[] => {
  const last = new Map(
    trail.flatMap(({ guardrail, yieldedTo }) => (yieldedTo ? [[guardrail, yieldedTo]] : [])),
  );
  return [...last].map(([guardrail, to]) => `${guardrail} gives way to ${to.guardrail}`);
};

const because = ({ why, guardrail }: { why: string; guardrail: string }): string =>
  why === guardrail ? why : `${guardrail}: ${why}`;

import pLimit from 'p-limit';
import type { Decision } from '../../domain/decision/decision.ts';
import {
  type DecisionRecord,
  type Hypothesis,
  type JudgedAgain,
  judgeAgain,
  UNKNOWN,
  type Unknown,
} from '../../domain/decision/judge-again.ts';
import { verifyDecision } from '../../domain/decision/verified-decision.ts';
import { expectedProfits, isSame } from '../../domain/decision/what-if.ts';
import type { Mode, PolicyTerms } from '../../domain/policy/policy.ts';
import { CODE_VERSION } from '../../tasks/code-version.ts';
import type { WhatIf, WhatIfEnd } from '../routes/policies.ts';
import type { LastDecisions } from './last-decisions.ts';

const EXAMPLES = 100;
/** Maximum concurrent questions to a model. */
const ASKED_AT_ONCE = 8;
const NOT_NOW: Record<Exclude<Mode, 'live'>, string> = {
  paused: 'The policy is paused: no price changes until it is resumed.',
  shadow: 'The policy is in shadow mode: no price changes until it is live.',
};

interface Judged {
  eventId: string;
  record: DecisionRecord;
  supposed: JudgedAgain;
}

/** The results of the decisions under these terms, each judged from its record. `ask`: the deployed model. */
export async function whatIf(
  terms: PolicyTerms,
  { records, withoutContext, incomplete }: LastDecisions,
  modeNow: Mode,
  ask: NonNullable<Hypothesis['ask']>,
): Promise<WhatIf> {
  let asked = 0;
  const counting: typeof ask = async (on) => {
    const proposal = await ask(on);
    asked += 1;
    return proposal;
  };
  const limit = pLimit(ASKED_AT_ONCE);
  const judged = (
    await Promise.all(records.map((each) => limit(() => suppose(each, { terms, ask: counting }))))
  ).filter((each) => each !== undefined);
  const changed = judged.filter(({ record, supposed }) => !isSame(record.decision, supposed.decision));
  const times = judged.map(({ record }) => record.decision.decidedAt).sort();
  const [since, until] = [times[0], times.at(-1)];
  return {
    policyId: terms.policyId,
    decisions: judged.length,
    ...(since === undefined || until === undefined ? {} : { since, until }),
    changed: changed.length,
    withoutContext,
    notReproduced: records.length - judged.length + incomplete,
    outcomes: {
      before: counted(judged.map(({ record }) => record.decision)),
      after: counted(judged.map(({ supposed }) => supposed.decision)),
    },
    expectedProfit: profits(judged),
    examples: changed.slice(0, EXAMPLES).map(({ eventId, record: { on, decision }, supposed }) => ({
      eventId,
      productId: on.product.productId,
      currency: on.product.currency,
      at: decision.decidedAt,
      before: endOf(decision),
      after: endOf(supposed.decision),
    })),
    approximations: approximations({ terms, judged, modeNow, asked }),
  };
}

// A record that does not lead to its own decision is left out.
async function suppose(
  { eventId, record }: LastDecisions['records'][0],
  hypothesis: Hypothesis,
): Promise<Judged | undefined> {
  const verified = await verifyDecision(record, CODE_VERSION);
  if (verified.result !== 'same') return undefined;
  return { eventId, record, supposed: await judgeAgain(record, hypothesis) };
}

const counted = (decisions: Decision[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { outcome } of decisions) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
};

const endOf = ({ outcome, price, reason }: Decision): WhatIfEnd => ({
  outcome,
  reason,
  ...(price === undefined ? {} : { price }),
});

function profits(judged: Judged[]): WhatIf['expectedProfit'] {
  const byCurrency = new Map<string, WhatIf['expectedProfit'][number]>();
  for (const { record, supposed } of judged) {
    const expected = expectedProfits(record.proposal, record.decision, supposed.decision);
    if (expected === undefined) continue;
    const { currency } = record.on.product;
    const sum = byCurrency.get(currency) ?? { currency, decisions: 0, before: 0, after: 0 };
    sum.decisions += 1;
    sum.before += expected.before;
    sum.after += expected.after;
    byCurrency.set(currency, sum);
  }
  return [...byCurrency.values()].map((sum) => ({
    ...sum,
    before: Math.round(sum.before),
    after: Math.round(sum.after),
  }));
}

function approximations(of: {
  terms: PolicyTerms;
  judged: Judged[];
  modeNow: Mode;
  asked: number;
}): string[] {
  const { terms, judged, modeNow, asked } = of;
  const breaker = JSON.stringify(terms.breaker);
  const unknown = (Object.keys(UNKNOWN) as Unknown[]).flatMap((kind) => {
    const times = judged.filter(({ supposed }) => supposed.unknown.includes(kind)).length;
    return times === 0 ? [] : [`${UNKNOWN[kind]} (${times} of ${judged.length} decisions)`];
  });
  return [
    'Each decision is judged alone, on the price in force at that time; later effects of a change are not computed.',
    ...(modeNow === 'live' ? [] : [NOT_NOW[modeNow]]),
    ...(asked === 0
      ? []
      : [
          `These terms need answers that were not recorded: the deployed model was asked for ${asked} of ${judged.length} decisions.`,
        ]),
    ...unknown,
    ...(judged.some(({ record }) => JSON.stringify(record.on.policy.breaker) !== breaker)
      ? ['The breaker is not simulated.']
      : []),
  ];
}

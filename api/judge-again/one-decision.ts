import type { Proposal } from '../../domain/context/proposal.ts';
import {
  type DecisionRecord,
  type Hypothesis,
  judgeAgain,
  UNKNOWN,
} from '../../domain/decision/judge-again.ts';
import { verifyDecision } from '../../domain/decision/verified-decision.ts';
import { differingGuardrails, isSame, priceAfter } from '../../domain/decision/what-if.ts';
import type { Evidence, LedgerRow } from '../../domain/record/ledger.ts';
import { CODE_VERSION } from '../../tasks/code-version.ts';
import { decisionRecord, type FoundRecord } from '../../tasks/decision-record.ts';
import type { ApiDeps } from '../deps.ts';
import type { DecisionCheck, DecisionEnd, DecisionWhatIf } from '../routes/judged-again.ts';

/** The record of the decision in which the event ended; of an open event, that of its last decision. */
export async function recordOf(
  { ledger, catalog }: Pick<ApiDeps, 'ledger' | 'catalog'>,
  row: LedgerRow,
): Promise<FoundRecord> {
  const all = await ledger.readEvidence(row.eventId);
  const standing = all.find(({ context }) => context + 1 === row.revision) ?? all.at(-1);
  return standing === undefined ? undecided(row) : decisionRecord(catalog, row, standing, all);
}

const notInForce = ({ outcome }: LedgerRow): string =>
  outcome === undefined
    ? 'The decision is not in force yet: the event is under way.'
    : `The decision did not come in force: the event ended ${outcome}.`;

const undecided = ({ outcome, reason }: LedgerRow): FoundRecord => ({
  found: false,
  lacks: 'decision',
  why: `The event ended ${outcome ?? 'open'} without a decision: ${reason ?? 'it is under way'}.`,
});

/** Whether the record leads to its decision. */
export async function checkDecision(row: LedgerRow, found: FoundRecord): Promise<DecisionCheck> {
  const { eventId, productId } = row;
  const of = { eventId, ...(productId === undefined ? {} : { productId }) };
  if (!found.found) return { ...of, result: 'not-judged', code: { now: CODE_VERSION }, notes: [found.why] };
  const { code } = found.record;
  const verified = await verifyDecision(found.record, CODE_VERSION);
  return {
    ...of,
    ...verified,
    // For example a decision whose commit was refused because a newer event was faster.
    notes: [...(row.revision === undefined ? [notInForce(row)] : []), ...verified.notes],
    code: { ...(code === undefined ? {} : { decided: code }), now: CODE_VERSION },
  };
}

/** The event's result under the hypothesis. The first notes say whether the record leads to its own decision. */
export async function supposeDecision(
  { eventId }: Evidence | LedgerRow,
  record: DecisionRecord,
  hypothesis: Hypothesis,
): Promise<DecisionWhatIf> {
  const [verified, supposed] = await Promise.all([
    verifyDecision(record, CODE_VERSION),
    judgeAgain(record, hypothesis),
  ]);
  const { decision, proposal, on } = record;
  const asksNone = hypothesis.always === true && supposed.way !== 'ask-model';
  return {
    eventId,
    productId: on.product.productId,
    currency: decision.currency,
    recorded: endOf(decision, proposal),
    supposed: endOf(supposed.decision, supposed.proposal),
    same: isSame(decision, supposed.decision),
    guardrails: differingGuardrails(decision.trail, supposed.decision.trail),
    notes: [
      ...(verified.result === 'different' ? [NOT_REPRODUCED] : []),
      ...(asksNone ? [ASKS_NONE] : []),
      ...supposed.unknown.map((each) => UNKNOWN[each]),
    ],
  };
}

const NOT_REPRODUCED =
  'This version does not reproduce the recorded decision, so a difference may come from the version.';
const ASKS_NONE = 'No model is asked for this event: the price stands, or the policy uses rules.';

const endOf = (decision: DecisionRecord['decision'], proposal: Proposal | undefined): DecisionEnd => {
  const inForce = priceAfter(decision);
  return {
    ...(proposal ? { proposal: shortOf(proposal) } : {}),
    outcome: decision.outcome,
    reason: decision.reason,
    ...(decision.price === undefined ? {} : { price: decision.price }),
    ...(inForce === undefined ? {} : { inForce }),
  };
};

const shortOf = ({ source, by, amount, fallbackReason }: Proposal): DecisionEnd['proposal'] => ({
  source,
  by,
  amount,
  ...(fallbackReason === undefined ? {} : { fallbackReason }),
});

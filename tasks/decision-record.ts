import type { Catalog } from '../adapters/catalog.ts';
import type { Context } from '../domain/context/circumstances.ts';
import type { DecisionRecord } from '../domain/decision/judge-again.ts';
import { parseEvent } from '../domain/events/envelope.ts';
import { type Evidence, envelopeOf, type LedgerRow } from '../domain/record/ledger.ts';

/** The inputs to judge a decision again, or why they are missing, as a sentence. */
export type FoundRecord =
  | { found: true; record: DecisionRecord }
  | { found: false; lacks: 'decision' | 'context' | 'policy' | 'event'; why: string };

const OF_BEFORE = 'The decision was made before the context was kept with it.';

/** Reads the record of one decision of the event. `all`: the evidence of all its decisions. */
export async function decisionRecord(
  catalog: Pick<Catalog, 'policyVersion'>,
  row: LedgerRow,
  evidence: Evidence,
  all: readonly Evidence[],
): Promise<FoundRecord> {
  const parsed = parseEvent(envelopeOf(row));
  if (!parsed.ok) return { found: false, lacks: 'event', why: `The event can't be read: ${parsed.problem}.` };
  const { proposal: last, decision, code, context } = evidence;
  // The model's answers are in the evidence of the proposal's first decision.
  const origin =
    last?.madeOn === undefined || last.madeOn === context
      ? evidence
      : all.find((each) => each.context === last.madeOn);
  const on = await contextOf(catalog, evidence);
  if ('why' in on) return on;
  const proposedOn = origin && (await contextOf(catalog, origin));
  const answered = origin?.proposal?.answered;
  return {
    found: true,
    record: {
      event: parsed.event,
      on,
      ...(proposedOn === undefined || 'why' in proposedOn ? {} : { proposedOn }),
      ...(last ? { proposal: { ...last, ...(answered ? { answered } : {}) } } : {}),
      decision,
      ...(code === undefined ? {} : { code }),
    },
  };
}

async function contextOf(
  catalog: Pick<Catalog, 'policyVersion'>,
  { judgedOn }: Evidence,
): Promise<Context | Extract<FoundRecord, { found: false }>> {
  if (judgedOn === undefined) return { found: false, lacks: 'context', why: OF_BEFORE };
  const { policyId, version, mode, modeSince } = judgedOn.policy;
  const terms = await catalog.policyVersion(policyId, version);
  if (terms === undefined)
    return {
      found: false,
      lacks: 'policy',
      why: `The catalog has no version ${version} of policy ${policyId}, which it was judged by.`,
    };
  return {
    ...judgedOn,
    policy: { ...terms, version, mode, ...(modeSince === undefined ? {} : { modeSince }) },
  };
}

import type { Evidence, LedgerRow } from '../../domain/record/ledger.ts';
import type { FoundEvent } from '../routes/search.ts';

/** The evidence behind the row's outcome: that of its committed revision, or the latest so far. */
export function committedEvidence(
  row: Pick<LedgerRow, 'revision'>,
  evidence: readonly Evidence[],
): Evidence | undefined {
  if (row.revision === undefined) return evidence.at(-1);
  const context = row.revision - 1;
  return evidence.find((each) => each.context === context);
}

/** Whether evidence may exist: the event was committed, or is open. */
export const mayBeDecided = ({ outcome, revision }: Pick<LedgerRow, 'outcome' | 'revision'>): boolean =>
  outcome === undefined || revision !== undefined;

/** A search result from a ledger row and the evidence behind its outcome. */
export function foundEvent(row: LedgerRow, evidence: Evidence | undefined): FoundEvent {
  const { outcome, reason } = row;
  const isDead = outcome === 'dead-lettered';
  const decision = evidence?.decision;
  const source = evidence?.proposal?.source ?? row.source;
  return withoutGaps({
    eventId: row.eventId,
    productId: row.productId,
    kind: row.kind,
    acceptedAt: row.acceptedAt,
    closedAt: row.closedAt,
    outcome: outcome ?? 'open',
    reason,
    error: isDead ? reason?.split(':', 1)[0] : undefined,
    stage: isDead ? row.stage : undefined,
    source,
    fallbackReason: evidence?.proposal?.fallbackReason ?? row.fallbackReason,
    model: source === 'model' ? evidence?.proposal?.by : undefined,
    policy: decision && `${decision.policy.policyId}@${decision.policy.version}`,
    guardrails: [...new Set(decision?.trail.filter(moved).map(({ guardrail }) => guardrail))],
    price: outcome === 'priced' || outcome === 'shadowed' ? (decision?.price ?? row.price) : undefined,
    priceBefore: decision?.priceBefore,
    currency: decision?.currency,
    latencyMs: row.latencyMs,
    redriveOf: row.redriveOf,
    redrivenAs: row.redrivenAs,
  });
}

const moved = ({ verdict }: { verdict: string }): boolean => verdict !== 'pass' && verdict !== 'skipped';

const withoutGaps = (found: { [Field in keyof FoundEvent]: FoundEvent[Field] | undefined }): FoundEvent =>
  Object.fromEntries(
    Object.entries(found).filter(([, value]) => value !== undefined),
  ) as unknown as FoundEvent;

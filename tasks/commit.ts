import type * as z from 'zod';
import type { Ledger } from '../adapters/ledger.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { leaveOut } from '../adapters/stored-item.ts';
import type { Context } from '../domain/context/circumstances.ts';
import type { Proposal } from '../domain/context/proposal.ts';
import { commitDecision } from '../domain/decision/commit.ts';
import type { Decision } from '../domain/decision/decision.ts';
import type { PriceEvent } from '../domain/events/price-event.ts';
import { type Judged, judgedOf } from '../domain/record/judged.ts';
import type { Evidence, JudgedOn } from '../domain/record/ledger.ts';
import { executionKey } from '../domain/record/trace-part.ts';
import type { Mark } from '../domain/state/price-state.ts';
import { CODE_VERSION } from './code-version.ts';
import { partOf, Traced, withOwn } from './input/traced.ts';
import { trusted } from './input/trusted.ts';
import { task } from './task.ts';

export const CommitInput = Traced.extend({
  event: trusted<PriceEvent>(),
  context: trusted<Context>(),
  proposal: trusted<Proposal>().nullable(),
  decision: trusted<Decision>(),
});

/** `recorded`: how many trace entries of the execution are in the record. */
export type Committed = { recorded: number } & (
  | { status: 'committed'; mark: Mark; judged: Judged }
  /** The price state has changed. The stored decision's proposal has to be judged again. */
  | { status: 'refused'; proposal: Proposal | null }
  /** Another execution has ended the event, or will. */
  | { status: 'closed' | 'fenced' }
);

/**
 * Puts the decision into force. First it stores the decision with its inputs in the ledger, where the first decision on a
 * context stands and later executions take it up. Then it writes the price state if its revision is unchanged.
 */
export const commit =
  (deps: { ledger: Ledger; priceStates: PriceStates }) =>
  async ({
    event,
    context,
    proposal,
    decision,
    ...traced
  }: z.infer<typeof CommitInput>): Promise<Committed> => {
    const { eventId, productId } = event;
    const part = partOf(traced);
    const stored = await deps.ledger.putEvidence({
      eventId,
      productId,
      context: context.state.revision,
      ...(proposal ? { proposal } : {}),
      decision,
      judgedOn: judgedOn(context),
      ...(part ? { trace: part } : {}),
      code: CODE_VERSION,
    });
    const recorded = recordedIn(stored.trace, traced);
    const { status, settled } = await lookedUp(deps.ledger, stored, context.marks ?? []);
    if (status !== 'open') {
      // A fenced event continues to its dead letter and stores its trace when it closes.
      if (status === 'closed')
        await deps.ledger.noteTrace(eventId, partOf({ ...withOwn(traced, 'Commit'), recorded }));
      return { status, recorded };
    }
    const next = commitDecision(context.state, event, stored.decision);
    const mark = next.unsettled[eventId];
    if (mark === undefined || !(await deps.priceStates.commit(next, eventId, settled)))
      return { status: 'refused', recorded, proposal: stored.proposal ?? null };
    return { status: 'committed', recorded, mark, judged: judgedOf(stored) };
  };

export const Commit = task({ state: 'Commit', input: CommitInput, run: commit });

/**
 * Whether the event may still be decided, and the marks of closed events. Reads the row after the state was read and before
 * it is written: if the event's mark was removed earlier, the row is closed by then.
 *
 * Without a price state a dead letter leaves no mark, so the note of the first decision has to exclude the fence.
 */
async function lookedUp(
  ledger: Ledger,
  stored: Evidence,
  marks: readonly string[],
): Promise<{ status: 'open' | 'closed' | 'fenced'; settled: string[] }> {
  const { eventId, context } = stored;
  if (context === 0) {
    const noted = await ledger.noteDecision(stored);
    return { status: noted === 'closed' || noted === 'fenced' ? noted : 'open', settled: [] };
  }
  const rows = new Map(
    (await ledger.readMany([eventId, ...marks], leaveOut)).map((row) => [row.eventId, row]),
  );
  // A separate read throws the error of an unreadable row.
  const own = rows.get(eventId) ?? (await ledger.read(eventId));
  if (own === undefined) throw new Error(`no ledger row for ${eventId}`);
  const settled = marks.filter((id) => rows.get(id)?.outcome !== undefined);
  if (own.outcome !== undefined) return { status: 'closed', settled };
  return { status: own.fencedAt === undefined ? 'open' : 'fenced', settled };
}

function judgedOn({
  policy: { policyId, version, mode, modeSince },
  marks: _,
  ...context
}: Context): JudgedOn {
  return { ...context, policy: { policyId, version, mode, ...(modeSince ? { modeSince } : {}) } };
}

// If another execution's decision stands, this execution's trace was not written.
function recordedIn(
  part: { execution: string; from: number; entries: unknown[] } | undefined,
  { execution, recorded = 0 }: Traced,
): number {
  const isOwn = part !== undefined && execution !== undefined && part.execution === executionKey(execution);
  return isOwn ? part.from + part.entries.length : recorded;
}

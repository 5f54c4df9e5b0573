import type * as z from 'zod';
import type { Ledger } from '../adapters/ledger.ts';
import type { PriceStates } from '../adapters/price-state.ts';
import { leaveOut } from '../adapters/stored-item.ts';
import type { Context } from '../domain/context/circumstances.ts';
import type { Proposal } from '../domain/context/proposal.ts';
import { commitDecision } from '../domain/decision/commit.ts';
import type { Decision } from '../domain/decision/decision.ts';
import { PriceEvent } from '../domain/events/price-event.ts';
import { type Judged, judgedOf } from '../domain/record/judged.ts';
import type { Evidence, JudgedOn } from '../domain/record/ledger.ts';
import { executionKey } from '../domain/record/trace-part.ts';
import type { Mark } from '../domain/state/price-state.ts';
import { CODE_VERSION } from './code-version.ts';
import { partOf, Traced, withOwn } from './input/traced.ts';
import { trusted } from './input/trusted.ts';
import { task } from './task.ts';

export const CommitInput = Traced.extend({
  event: PriceEvent,
  context: trusted<Context>(),
  proposal: trusted<Proposal>().nullable(),
  decision: trusted<Decision>(),
});

/** `recorded`: how many entries of the execution's trace are in the record by now. */
export type Committed = { recorded: number } & (
  | { status: 'committed'; mark: Mark; judged: Judged }
  /** The price state has moved on. The proposal of the decision that stands is to be judged once more. */
  | { status: 'refused'; proposal: Proposal | null }
  /** Another execution has ended the event, or is about to. */
  | { status: 'closed' | 'fenced' }
);

/**
 * Puts the decision into force: first into the ledger with all that it was made on, where the first decision on a context
 * stands and later ones take it up, then into the price state, if that still has the revision that was judged on.
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
      // What is fenced goes on, and leaves its trace when it closes.
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
 * Whether the event may still be decided, read after the state was and before it is written: an event whose mark was taken
 * away before that is closed by then. With it the marks whose events are closed.
 *
 * Without a state no dead letter can be marked there, so the note of the first decision has to exclude the fence.
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
  // One that can't be read is asked for by itself, which says so.
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

// Where the decision of another execution stands, nothing of this one was written.
function recordedIn(
  part: { execution: string; from: number; entries: unknown[] } | undefined,
  { execution, recorded = 0 }: Traced,
): number {
  const isOwn = part !== undefined && execution !== undefined && part.execution === executionKey(execution);
  return isOwn ? part.from + part.entries.length : recorded;
}

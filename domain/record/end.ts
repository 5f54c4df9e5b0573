import { messageIn } from '../values/cause.ts';
import { ascending } from '../values/sorting.ts';
import type { Left } from './executions.ts';
import type { LedgerRow } from './ledger.ts';
import type { ExecutionEnd } from './trace.ts';
import type { TraceEntry } from './trace-part.ts';

/** How an execution ended, and the tasks after its last recorded entry. */
export interface End extends ExecutionEnd {
  status: 'succeeded' | 'failed' | 'unfinished';
  /** Tasks and the final state after the last recorded entry. */
  onward: string[];
}

/** Whether an error, by its name, makes the event wait. */
export type IsPassing = (error: string) => boolean;

/** Whether this state follows a commit that took effect. */
export const leadsOn = (next: string | undefined): boolean => next === 'PublishPrice' || next === 'Close';

/** The states after a decision: no error in them may change the event's outcome. */
export const DECIDED = new Set(['PublishPrice', 'AnnouncePrice', 'Close', 'DeadLetter', 'SendDeadLetter']);
/** The workflow commits at most this often before it leaves the event to the sweeper. */
const MOST_COMMITS = 11;
/** The queue of waiting events does not take longer envelopes. */
const LONGEST_WAITING = 60_000;

/** The execution that closed the event; undefined while it is open. */
export function closerOf({ closedAt }: LedgerRow, executions: readonly Left[]): Left | undefined {
  if (closedAt === undefined) return undefined;
  const closings = executions.flatMap((left) => {
    const entry = left.entries.findLast((each) => each?.state === 'Close');
    return entry && entry.entered <= closedAt ? [{ left, entry }] : [];
  });
  // A close that took effect and was retried has recorded its second try.
  const exact = closings.find(({ entry }) => entry.began === closedAt);
  return (exact ?? closings.sort(ascending(({ entry }) => entry.entered)).at(-1))?.left;
}

export function endOf(
  row: LedgerRow,
  left: Left,
  { closer, isPassing }: { closer: Left | undefined; isPassing: IsPassing },
): End {
  const last = left.entries.at(-1);
  if (last === undefined) return died(row, 'left nothing', []);
  if (last.state === 'ReceiveEvent' && last.left === undefined)
    return good('duplicate', 'found that the event had its outcome', ['LoadContext', 'Duplicate']);
  if (last.error) return afterError(row, last, left === closer, isPassing);
  // A state that finds the event closed records its own entry before it leaves.
  if (last.left === undefined && (last.state === 'Commit' || last.state === 'DeadLetter'))
    return good('lost', LOST, ['AlreadyClosed']);
  if (last.state === 'Close') return afterClose(row, left === closer);
  if (!left.hasEnd)
    return left.evidence.has(left.entries.length)
      ? died(row, 'wrote its decision', ['Commit'])
      : died(row, 'stopped on the way', []);
  return afterLast(left, last);
}

const LOST = 'found that another execution had ended the event';

function afterClose({ outcome }: LedgerRow, closed: boolean): End {
  const dead = outcome === 'dead-lettered';
  return {
    kind: closed ? 'closed' : 'lost',
    text: closed ? `closed the event: ${outcome}` : LOST,
    status: dead ? 'failed' : 'succeeded',
    onward: [dead ? 'DeadLettered' : 'Done'],
  };
}

function afterError(row: LedgerRow, last: TraceEntry, closed: boolean, isPassing: IsPassing): End {
  const { error, cause } = last.error ?? { error: '', cause: '' };
  const passes = isPassing(error);
  // The workflow then tries to dead-letter the event, which does nothing if the event has its outcome.
  if (!DECIDED.has(last.state) && !passes) return good('lost', LOST, ['DeadLetter', 'AlreadyClosed']);
  const why = `${last.state} failed with ${error}: ${messageIn(cause)}`;
  const first = closed ? `closed the event: ${row.outcome}; then ` : '';
  if (passes && row.envelope.length <= LONGEST_WAITING)
    return {
      kind: closed ? 'closed' : 'waiting',
      text: `${first}put the event into the queue of waiting events, since ${why}`,
      status: 'failed',
      onward: ['NoteTrace', 'KeepWaiting', 'Waiting'],
    };
  return {
    kind: closed ? 'closed' : 'left',
    text: `${first}left the event to the sweeper, since ${why}`,
    status: 'failed',
    onward: ['NoteTrace', 'LeaveForSweeper'],
  };
}

/** For a last entry of a state that succeeded and was written to the row. */
function afterLast({ entries }: Left, { state }: TraceEntry): End {
  if (state === 'DeadLetter') return leftOver('it is decided, or could not be fenced off');
  if (state === 'Commit' && entries.filter((each) => each?.state === 'Commit').length >= MOST_COMMITS)
    return leftOver('the price state moved on under every judgement');
  return good('lost', LOST, ['DeadLetter', 'AlreadyClosed']);
}

const leftOver = (why: string): End => ({
  kind: 'left',
  text: `left the event to the sweeper: ${why}`,
  status: 'failed',
  onward: ['NoteTrace', 'LeaveForSweeper'],
});

const good = (kind: 'duplicate' | 'lost', text: string, onward: string[]): End => ({
  kind,
  text,
  status: 'succeeded',
  onward,
});

const died = ({ outcome }: LedgerRow, what: string, onward: string[]): End => ({
  kind: outcome === undefined ? 'under-way' : 'abandoned',
  text: outcome === undefined ? `${what}: it is under way, or died` : `${what}, and died`,
  status: 'unfinished',
  onward,
});

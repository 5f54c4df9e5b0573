import type { Ledger, Span } from '../../adapters/ledger.ts';
import type { Challenge } from '../../domain/decision/challenge.ts';
import {
  type Evidence,
  type LedgerRow,
  MOST_EXECUTIONS,
  MOST_TRACE_PARTS,
  noteOf,
  shardOf,
  tracePartKey,
} from '../../domain/record/ledger.ts';
import { isMended } from '../../domain/review/rejection.ts';
import { ascending, descending } from '../../domain/values/sorting.ts';
import { asked, copy, intact, readAtOnce, readable, refuseDoubles, sorted } from './plain.ts';

export interface LedgerData {
  /** By eventId. */
  rows: Record<string, LedgerRow>;
  /** By `eventId#context`. */
  evidence: Record<string, Evidence>;
  /** By `eventId#context`. */
  challenges?: Record<string, Challenge>;
}

/** A ledger in the given object; every call is one atomic read or write. */
export function memoryLedger(data: LedgerData): Ledger {
  const isOpen = (eventId: string) => data.rows[eventId] !== undefined && !data.rows[eventId].outcome;
  const write = (row: LedgerRow) => {
    data.rows[row.eventId] = copy(row);
  };

  return {
    async open({ execution, restart, ...first }) {
      const row = intact(data.rows[first.eventId]);
      if (row?.outcome !== undefined) return copy(row);
      const opened = {
        decisions: {},
        traces: {},
        sweeps: 0,
        ...copy(first),
        ...row,
        ...(restart ? { sweptAt: restart.at } : {}),
        ...(restart?.afterOutage ? { sweeps: 0 } : {}),
      };
      write({ ...opened, ...joined(row, execution) });
      return copy(data.rows[first.eventId] as LedgerRow);
    },

    read: async (eventId) => copy(data.rows[eventId]),

    readMany: async (eventIds, skipped) =>
      asked(
        [...new Set(eventIds)].sort().flatMap((eventId) => data.rows[eventId] ?? []),
        skipped,
      ),

    withRow: async (eventIds) => new Set(eventIds.filter((eventId) => data.rows[eventId] !== undefined)),

    async putEvidence(evidence) {
      const key = `${evidence.eventId}#${evidence.context}`;
      data.evidence[key] ??= copy(evidence);
      return copy(data.evidence[key]);
    },

    readEvidence: async (eventId) =>
      copy(
        Object.keys(data.evidence)
          .filter((key) => key.startsWith(`${eventId}#`))
          .map((key) => intact(data.evidence[key] as Evidence)),
      ).sort(ascending(({ context }) => context)),

    async evidences(decisions, skipped) {
      const keys = decisions.map(({ eventId, context }) => `${eventId}#${context}`);
      refuseDoubles(keys);
      return asked(
        keys.flatMap((key) => data.evidence[key] ?? []),
        skipped,
      );
    },

    async decidedPrices(decisions, skipped) {
      const keys = decisions.map(({ eventId, context }) => `${eventId}#${context}`);
      refuseDoubles(keys);
      const found = asked(
        keys.flatMap((key) => data.evidence[key] ?? []),
        skipped,
      );
      return found.map(({ eventId, context, decision: { price, currency } }) =>
        copy({ eventId, context, decision: { price, currency } }),
      );
    },

    async putChallenge(challenge) {
      data.challenges ??= {};
      data.challenges[`${challenge.eventId}#${challenge.context}`] ??= copy(challenge);
    },

    challenges: (span, skipped) =>
      readAtOnce(() =>
        copy(
          readable(sorted(data.challenges ?? {}), skipped).filter((each) => within(span, each.challengedAt)),
        ).sort((a, b) => shardOf(a.eventId) - shardOf(b.eventId) || compare(b.challengedAt, a.challengedAt)),
      ),

    async noteDecision(evidence) {
      const { eventId, context } = evidence;
      const row = data.rows[eventId];
      if (row === undefined) throw new Error(`no ledger row for ${eventId}`);
      if (row.outcome !== undefined) return 'closed';
      if (row.fencedAt !== undefined) return 'fenced';
      if (row.decisions[context] !== undefined) return 'there';
      row.decisions[context] = noteOf(evidence);
      return 'noted';
    },

    async fence(eventId, fence) {
      const row = data.rows[eventId];
      if (row === undefined || !isOpen(eventId) || row.fencedAt !== undefined) return false;
      if (Object.keys(row.decisions).length > 0) return false;
      write({ ...row, ...fence });
      return true;
    },

    async noteTrace(eventId, part) {
      const row = data.rows[eventId];
      if (part === undefined || part.entries.length === 0) return;
      if (row?.traces === undefined || Object.keys(row.traces).length >= MOST_TRACE_PARTS) return;
      write({ ...row, traces: { [tracePartKey(part)]: part, ...row.traces } });
    },

    async close(eventId, { trace, ...closing }) {
      const row = data.rows[eventId];
      if (row === undefined || !isOpen(eventId)) return false;
      const traces = trace ? { traces: { ...row.traces, [tracePartKey(trace)]: copy(trace) } } : {};
      write({ ...row, ...copy(closing), ...traces });
      return true;
    },

    async countSweep(eventId, at, abandoned = []) {
      const row = data.rows[eventId];
      if (row === undefined || !isOpen(eventId)) return false;
      const noted = abandoned.length > 0 ? { abandoned: [...(row.abandoned ?? []), ...copy(abandoned)] } : {};
      write({ ...row, ...noted, sweptAt: at, sweeps: row.sweeps + 1 });
      return true;
    },

    async noteRedriven(eventId, redrivenAs) {
      const row = data.rows[eventId];
      if (row?.outcome !== 'dead-lettered') return false;
      write({ ...row, redrivenAs });
      return true;
    },

    openBefore: (time, orFrom = '~') =>
      readAtOnce(() =>
        byShard(
          sorted(data.rows).filter(
            (row) => row.outcome === undefined && (row.receivedAt <= time || row.receivedAt >= orFrom),
          ),
          ({ receivedAt }) => receivedAt,
          1,
        ),
      ),

    byOutcome: (outcome, span) =>
      readAtOnce(() =>
        byShard(
          sorted(data.rows).filter((row) => row.outcome === outcome && within(span, row.closedAt)),
          ({ closedAt = '' }) => closedAt,
          -1,
        ),
      ),

    mended: (span) =>
      readAtOnce(() =>
        sorted(data.evidence)
          .filter(({ decision }) => isMended(decision) && within(span, decision.decidedAt))
          .sort(
            (a, b) =>
              shardOf(a.eventId) - shardOf(b.eventId) || compare(b.decision.decidedAt, a.decision.decidedAt),
          )
          .map(({ eventId }) => eventId),
      ),

    byProduct: (productId, span) =>
      readAtOnce(() =>
        sorted(data.rows)
          .filter((row) => row.productId === productId && within(span, row.acceptedAt))
          .sort(descending(({ acceptedAt }) => acceptedAt))
          .map(({ eventId }) => eventId),
      ),
  };
}

/** The executions of the row with this one: behind the first ones there is room for the last. */
function joined(row: LedgerRow | undefined, execution: string) {
  const executions = row?.executions ?? [];
  if (executions.includes(execution)) return { executions };
  if (executions.length < MOST_EXECUTIONS) return { executions: [...executions, execution].sort() };
  const leftOut = (row?.executionsLeftOut ?? 0) + executions.length - MOST_EXECUTIONS;
  return {
    executions: [...executions.slice(0, MOST_EXECUTIONS), execution],
    ...(leftOut > 0 ? { executionsLeftOut: leftOut } : {}),
  };
}

const within = ({ since, until }: Span, time = ''): boolean => since <= time && time <= until;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

// The index is read shard by shard, so the order by time is only valid within a shard.
const byShard = (rows: LedgerRow[], timeOf: (row: LedgerRow) => string, direction: 1 | -1): string[] =>
  rows
    .sort((a, b) => shardOf(a.eventId) - shardOf(b.eventId) || direction * compare(timeOf(a), timeOf(b)))
    .map(({ eventId }) => eventId);

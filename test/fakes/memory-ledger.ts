import type { Ledger, Span } from '../../adapters/ledger.ts';
import type { Challenge } from '../../domain/challenge.ts';
import { type Evidence, type LedgerRow, noteOf, type Outcome, shardOf } from '../../domain/ledger.ts';
import { isMended } from '../../domain/rejection.ts';
import { copy, readAtOnce, refuseDoubles, sorted } from './plain.ts';

export interface LedgerData {
  /** By eventId. */
  rows: Record<string, LedgerRow>;
  /** By `eventId#context`. */
  evidence: Record<string, Evidence>;
  /** By `eventId#context`. */
  challenges?: Record<string, Challenge>;
}

/** A ledger in the object given; every call is one atomic read or write of it. */
export function memoryLedger(data: LedgerData): Ledger {
  const isOpen = (eventId: string) => data.rows[eventId] !== undefined && !data.rows[eventId].outcome;
  const write = (row: LedgerRow) => {
    data.rows[row.eventId] = copy(row);
  };

  return {
    async open({ execution, ...first }) {
      const row = data.rows[first.eventId];
      if (row?.outcome !== undefined) return copy(row);
      const opened = { decisions: {}, sweeps: 0, ...copy(first), ...row };
      write({ ...opened, executions: [...new Set([...(row?.executions ?? []), execution])].sort() });
      return copy(data.rows[first.eventId] as LedgerRow);
    },

    read: async (eventId) => copy(data.rows[eventId]),

    readMany: async (eventIds) =>
      [...new Set(eventIds)].sort().flatMap((eventId) => copy(data.rows[eventId]) ?? []),

    async putEvidence(evidence) {
      const key = `${evidence.eventId}#${evidence.context}`;
      data.evidence[key] ??= copy(evidence);
      return copy(data.evidence[key]);
    },

    readEvidence: async (eventId) =>
      copy(sorted(data.evidence).filter((each) => each.eventId === eventId)).sort(
        (a, b) => a.context - b.context,
      ),

    async evidences(decisions) {
      const keys = decisions.map(({ eventId, context }) => `${eventId}#${context}`);
      refuseDoubles(keys);
      return keys.flatMap((key) => copy(data.evidence[key]) ?? []);
    },

    async decidedPrices(decisions) {
      refuseDoubles(decisions.map(({ eventId, context }) => `${eventId}#${context}`));
      return decisions.flatMap(({ eventId, context }) => {
        const evidence = data.evidence[`${eventId}#${context}`];
        if (evidence === undefined) return [];
        const { price, currency } = evidence.decision;
        return copy({ eventId, context, decision: { price, currency } });
      });
    },

    async putChallenge(challenge) {
      data.challenges ??= {};
      data.challenges[`${challenge.eventId}#${challenge.context}`] ??= copy(challenge);
    },

    challenges: (span) =>
      readAtOnce(() =>
        copy(sorted(data.challenges ?? {}).filter((each) => within(span, each.challengedAt))).sort(
          (a, b) => shardOf(a.eventId) - shardOf(b.eventId) || compare(b.challengedAt, a.challengedAt),
        ),
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

    async close(eventId, closing) {
      const row = data.rows[eventId];
      if (row === undefined || !isOpen(eventId)) return false;
      write({ ...row, ...copy(closing) });
      return true;
    },

    async countSweep(eventId, at) {
      const row = data.rows[eventId];
      if (row === undefined || !isOpen(eventId)) return false;
      write({ ...row, sweptAt: at, sweeps: row.sweeps + 1 });
      return true;
    },

    async noteRedriven(eventId, redrivenAs) {
      const row = data.rows[eventId];
      if (row?.outcome !== 'dead-lettered') return false;
      write({ ...row, redrivenAs });
      return true;
    },

    openBefore: (time) =>
      readAtOnce(() =>
        byShard(
          sorted(data.rows).filter((row) => row.outcome === undefined && row.receivedAt <= time),
          ({ receivedAt }) => receivedAt,
          1,
        ),
      ),

    byOutcome: (outcome: Outcome, span) =>
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
          .sort((a, b) => compare(b.acceptedAt, a.acceptedAt))
          .map(({ eventId }) => eventId),
      ),
  };
}

const within = ({ since, until }: Span, time = ''): boolean => since <= time && time <= until;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

// The index is read shard after shard, so the order by time holds only within one.
const byShard = (rows: LedgerRow[], timeOf: (row: LedgerRow) => string, direction: 1 | -1): string[] =>
  rows
    .sort((a, b) => shardOf(a.eventId) - shardOf(b.eventId) || direction * compare(timeOf(a), timeOf(b)))
    .map(({ eventId }) => eventId);

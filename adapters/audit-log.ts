import pLimit from 'p-limit';
import {
  type AuditEntry,
  type AuditFilter,
  type AuditHead,
  AuditNote,
  FIRST_HASH,
  lets,
} from '../domain/audit.ts';
import { StoreUnavailable } from '../domain/errors.ts';
import { DAY_MS, dayOf, shift } from '../domain/time.ts';
import { linkOf, signedText } from './audit-chain.ts';
import type { AuditSigner } from './audit-signer.ts';
import type { AuditStore } from './audit-store.ts';

/** A place in the log: what comes after it is newer. */
export interface AuditPlace {
  day: string;
  seq: number;
}

/** A day's signed head. `forgotten`: its entries were deleted when their time was over. */
export interface AuditDay {
  head: AuditHead;
  forgotten: boolean;
}

/** Who did what: append-only, each entry chained to the one before, each day closed by a signed head. */
export interface AuditLog {
  /** Writes the entry, or throws: then what it tells of must not be done. */
  append(note: AuditNote): Promise<AuditEntry>;
  /** Newest first, from a place on if one is given. */
  newest(filter: AuditFilter, before?: AuditPlace): AsyncIterable<AuditEntry>;
  /** Days with entries, newest first; today's head is signed as of now. */
  days(): AsyncIterable<AuditDay>;
  /** The entries of a day in their order, up to where its head was signed. */
  entriesOf(day: AuditDay): AsyncIterable<AuditEntry>;
  /** The key that heads are signed with. */
  signer: AuditSigner;
  /** Days that entries are kept for; undefined: for ever. */
  retentionDays: number | undefined;
  /** Deletes the entries of closed days that are older than the retention, and keeps their heads; how many were deleted. */
  forget(): Promise<number>;
}

export interface AuditNeed {
  store: AuditStore;
  signer: AuditSigner;
  clock: () => string;
  retentionDays?: number | undefined;
}

/** The last entry of the chain, or where the first of a day goes. */
type End = Pick<AuditEntry, 'day' | 'seq' | 'hash'>;

/** A day without entries, long closed, that the first real one follows. */
const BEFORE_ALL = '1970-01-01';
/** An entry is read as a whole with many others; what is larger is no note but a document. */
const LARGEST_DETAILS = 64 * 1024;
/** Two processes write at a time, or three; each try that is lost is one that another won. */
const TRIES = 200;

export function auditLog({ store, signer, clock, retentionDays }: AuditNeed): AuditLog {
  const inTurn = pLimit(1);
  let end: End | undefined;

  async function append(note: AuditNote): Promise<AuditEntry> {
    for (let tried = 0; tried < TRIES; tried += 1) {
      const at = clock();
      // Where this process wrote last; another may have gone on from there, which the put finds out.
      const from = end !== undefined && end.day >= dayOf(at) ? end : await findEnd(dayOf(at));
      const entry = linkOf(note, { day: from.day, seq: from.seq + 1, at, previous: from.hash });
      end = undefined;
      if (!(await store.put(entry.day, entry.seq, { entry }))) continue;
      end = entry;
      return entry;
    }
    throw new StoreUnavailable(`the audit log could not be written: others were faster ${TRIES} times`);
  }

  /**
   * The end of today's chain, or of a later day where a clock that is ahead has begun one. Whoever closes a day names the one
   * that follows, in the same conditional write: so there is only one, and nothing can come to the closed one.
   */
  async function findEnd(today: string): Promise<End> {
    let found: End = { day: await newestDay(), seq: 0, hash: FIRST_HASH };
    for (;;) {
      const line = await store.last(found.day);
      if (line !== undefined && 'next' in line) {
        await store.noteDay(line.next);
        found = { day: line.next, seq: 0, hash: line.head.hash };
        continue;
      }
      if (line !== undefined) found = line.entry;
      if (found.day >= today) return found;
      await store.put(found.day, found.seq + 1, { head: await headOf(found, true), next: today });
    }
  }

  async function newestDay(): Promise<string> {
    for await (const day of store.days()) if ((await store.last(day)) !== undefined) return day;
    return BEFORE_ALL;
  }

  async function headOf({ day, seq, hash }: End, closed: boolean): Promise<AuditHead> {
    const signature = await signer.sign(signedText({ day, seq, hash }));
    return { day, seq, hash, signature, publicKey: signer.publicKey, closed };
  }

  async function* days(): AsyncGenerator<AuditDay> {
    for await (const day of store.days()) {
      const line = await store.last(day);
      if (line === undefined) continue;
      if ('entry' in line) yield { head: await headOf(line.entry, false), forgotten: false };
      else if (line.head.seq > 0) yield { head: line.head, forgotten: (await firstSeq(day)) !== 1 };
    }
  }

  async function firstSeq(day: string): Promise<number | undefined> {
    for await (const line of store.lines(day)) return 'entry' in line ? line.entry.seq : undefined;
    return undefined;
  }

  return {
    signer,
    retentionDays,
    append: (note) => inTurn(() => append(checked(note))),
    days,

    async *newest(filter, before) {
      for await (const day of store.days()) {
        if (before !== undefined && day > before.day) continue;
        // An entry may lie in a day later than its time, where a clock was ahead, and never in an earlier one.
        if (filter.since !== undefined && day < dayOf(filter.since)) return;
        const after = before?.day === day ? before.seq : undefined;
        for await (const line of store.lines(day, { after, newestFirst: true }))
          if ('entry' in line && lets(filter, line.entry)) yield line.entry;
      }
    },

    async *entriesOf({ head: { day, seq } }) {
      for await (const line of store.lines(day)) {
        if ('head' in line || line.entry.seq > seq) return;
        yield line.entry;
      }
    },

    async forget() {
      if (retentionDays === undefined) return 0;
      const oldestKept = dayOf(shift(clock(), -retentionDays * DAY_MS));
      let forgotten = 0;
      for await (const day of store.days()) {
        if (day >= oldestKept) continue;
        const line = await store.last(day);
        if (line === undefined || 'entry' in line) continue;
        for await (const each of store.lines(day)) {
          if (!('entry' in each)) continue;
          await store.forget(day, each.entry.seq);
          forgotten += 1;
        }
      }
      return forgotten;
    },
  };
}

function checked(note: AuditNote): AuditNote {
  const details = JSON.stringify(note.details);
  if (Buffer.byteLength(details) > LARGEST_DETAILS)
    throw new RangeError(`the details of ${note.action} are larger than ${LARGEST_DETAILS} bytes`);
  return AuditNote.parse(note);
}

import pLimit from 'p-limit';
import {
  type AuditAnchor,
  type AuditEntry,
  type AuditFilter,
  type AuditHead,
  AuditNote,
  FIRST_HASH,
  lets,
} from '../domain/people/audit.ts';
import { StoreUnavailable } from '../domain/values/errors.ts';
import { DAY_MS, dayOf, shift } from '../domain/values/time.ts';
import type { AuditAnchors } from './audit-anchor.ts';
import { anchoredText, linkOf, signedText } from './audit-chain.ts';
import type { AuditSigner } from './audit-signer.ts';
import type { AuditLine, AuditStore } from './audit-store.ts';
import type { KeptNotes } from './kept-notes.ts';
import { leaveOut, unlessUnreadable } from './stored-item.ts';

/** A position in the log. */
interface AuditPlace {
  day: string;
  seq: number;
}

/** A day's signed head. `forgotten`: its entries were deleted after their retention. */
export interface AuditDay {
  head: AuditHead;
  forgotten: boolean;
}

/** The audit log: append-only, each entry chained to the previous one, each day closed by a signed head. */
export interface AuditLog {
  /** Writes the entry and the new count. If it throws, the reported act must not be done. */
  append(note: AuditNote): Promise<AuditEntry>;
  /** Stores the note outside the log, for an act that was done although the log could not be written. */
  keep(note: AuditNote): Promise<void>;
  /** Appends all kept notes to the log, and returns their number. Throws as `append` does; the remaining notes stay kept. */
  enterKept(): Promise<number>;
  /** Newest first, before the position if one is given. */
  newest(filter: AuditFilter, before?: AuditPlace): AsyncIterable<AuditEntry>;
  /** Days with entries, from the list of days, newest first. Today's head is signed on the fly. */
  days(): AsyncIterable<AuditDay>;
  /**
   * Days from the chain itself, oldest first, including days without entries: each closed day names the next. Throws AuditDamaged
   * for an invalid closing line.
   */
  chain(): AsyncIterable<AuditDay>;
  /** Days in the list of days, newest first; the newest may have no entries yet. */
  listedDays(): AsyncIterable<string>;
  /** The signed count and last entry, stored outside the log, and whether the log still has that entry; undefined if none. */
  anchor(): Promise<{ anchor: AuditAnchor; inPlace: boolean } | undefined>;
  /** Signs the count of a log without an anchor, such as one of an older version; false if it has one. */
  beginAnchor(): Promise<boolean>;
  /** The entries of a day in order, up to its signed head. */
  entriesOf(day: AuditDay): AsyncIterable<AuditEntry>;
  /** The key that signs heads. */
  signer: AuditSigner;
  /** Retention of entries in days; undefined: for ever. */
  retentionDays: number | undefined;
  /** Deletes entries of closed days beyond the retention, keeps their heads, and returns the number of deleted entries. */
  forget(): Promise<number>;
}

/** The items of the log are inconsistent. */
class AuditDamaged extends Error {
  override readonly name = 'AuditDamaged';
}

export interface AuditDeps {
  store: AuditStore;
  anchors: AuditAnchors;
  kept: KeptNotes;
  signer: AuditSigner;
  clock: () => string;
  retentionDays?: number | undefined;
}

/** The last entry of the chain, or the position of a day's first entry. */
type End = Pick<AuditEntry, 'day' | 'seq' | 'hash'>;

/** A virtual closed day, followed by the first real one. */
const BEFORE_ALL = '1970-01-01';
/** Entries are read as a whole and in large numbers, so details must be small. */
const LARGEST_DETAILS = 64 * 1024;
/** Two or three processes write at the same time; each lost attempt is another process's success. */
const TRIES = 200;

export function auditLog({ store, anchors, kept, signer, clock, retentionDays }: AuditDeps): AuditLog {
  const inTurn = pLimit(1);
  let end: End | undefined;

  async function append(note: AuditNote): Promise<AuditEntry> {
    for (let tried = 0; tried < TRIES; tried += 1) {
      const at = clock();
      // The last position that this process wrote. If another process has written since, the put fails.
      const from = end !== undefined && end.day >= dayOf(at) ? end : await findEnd(dayOf(at));
      const entry = linkOf(note, { day: from.day, seq: from.seq + 1, at, previous: from.hash });
      end = undefined;
      if (!(await store.put(entry.day, entry.seq, { entry }))) continue;
      end = entry;
      await raiseAnchor(entry);
      return entry;
    }
    throw new StoreUnavailable(`the audit log could not be written: other writers were first ${TRIES} times`);
  }

  /**
   * The end of today's chain, or of a later day if a clock that is ahead has started one. The conditional write that closes a day
   * also names the next one, so there is only one next day, and a closed day gets no more entries.
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
      if (found.day === BEFORE_ALL) await anchors.begin(await anchorOf(0, found));
      await store.put(found.day, found.seq + 1, { head: await headOf(found, true), next: today });
    }
  }

  /** Advances the anchor if it is readable and still part of the chain; otherwise the log was damaged, and its verification must find that. */
  async function raiseAnchor(entry: AuditEntry): Promise<void> {
    const anchor = await unlessUnreadable(anchors.read());
    if (anchor === undefined || anchor.day > entry.day) return;
    if (anchor.hash !== entry.previous && !(await isInPlace(store, anchor))) return;
    let before = anchor.count - anchor.seq;
    for (let day = anchor.day; day < entry.day; ) {
      const line = await store.last(day);
      if (line === undefined || 'entry' in line) return;
      before += line.head.seq;
      day = line.next;
    }
    await anchors.raise(await anchorOf(before + entry.seq, entry));
  }

  async function anchorOf(count: number, { day, seq, hash }: End): Promise<AuditAnchor> {
    const signature = await signer.sign(anchoredText({ count, day, seq, hash }));
    return { count, day, seq, hash, signature, publicKey: signer.publicKey };
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
      if (line !== undefined && ('entry' in line || line.head.seq > 0)) yield* dayOfLine(day, line);
    }
  }

  async function* chain(): AsyncGenerator<AuditDay> {
    let day = BEFORE_ALL;
    for (;;) {
      const line = await store.last(day);
      if (line === undefined) return;
      yield* dayOfLine(day, line);
      if ('entry' in line) return;
      if (line.head.day !== day || !line.head.closed || line.next <= day)
        throw new AuditDamaged(`the line that closes ${day} was changed`);
      day = line.next;
    }
  }

  async function* dayOfLine(day: string, line: AuditLine): AsyncGenerator<AuditDay> {
    if ('entry' in line) yield { head: await headOf(line.entry, false), forgotten: false };
    else yield { head: line.head, forgotten: line.head.seq > 0 && (await firstSeq(day)) !== 1 };
  }

  async function firstSeq(day: string): Promise<number | undefined> {
    for await (const line of store.lines(day)) return 'entry' in line ? line.entry.seq : undefined;
    return undefined;
  }

  return {
    signer,
    retentionDays,
    append: (note) => inTurn(() => append(checked(note))),
    keep: (note) => kept.keep(checked(note), clock()),

    async enterKept() {
      let entered = 0;
      for await (const { key, note } of kept.all()) {
        await inTurn(() => append(note));
        // A crash between the two leaves a duplicate entry, but never loses one.
        await kept.drop(key);
        entered += 1;
      }
      return entered;
    },

    days,
    chain,
    listedDays: () => store.days(),

    async anchor() {
      const anchor = await anchors.read();
      return anchor && { anchor, inPlace: await isInPlace(store, anchor) };
    },

    async beginAnchor() {
      let count = 0;
      let last: AuditHead | undefined;
      for await (const { head } of chain()) {
        count += head.seq;
        last = head;
      }
      return last !== undefined && (await anchors.begin(await anchorOf(count, last)));
    },

    async *newest(filter, before) {
      for await (const day of store.days()) {
        if (before !== undefined && day > before.day) continue;
        // With a clock that was ahead, an entry can be in a later day than its time, but never in an earlier one.
        if (filter.since !== undefined && day < dayOf(filter.since)) return;
        const after = before?.day === day ? before.seq : undefined;
        // The store reports unreadable entries; the others are still listed.
        for await (const line of store.lines(day, { after, newestFirst: true, skipped: leaveOut }))
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

/** Whether the log still has the entry that the anchor names, or the head of its deleted day. */
async function isInPlace(
  store: Pick<AuditStore, 'lines' | 'last'>,
  { day, seq, hash }: AuditAnchor,
): Promise<boolean> {
  if (seq === 0) return true;
  for await (const line of store.lines(day, { after: seq - 1 }))
    return 'entry' in line
      ? line.entry.seq === seq && line.entry.hash === hash
      : line.head.seq === seq && line.head.hash === hash;
  return false;
}

function checked(note: AuditNote): AuditNote {
  const details = JSON.stringify(note.details);
  if (Buffer.byteLength(details) > LARGEST_DETAILS)
    throw new RangeError(`the details of ${note.action} are larger than ${LARGEST_DETAILS} bytes`);
  return AuditNote.parse(note);
}

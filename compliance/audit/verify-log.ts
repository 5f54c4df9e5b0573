import { anchoredText, signedText } from '../../adapters/audit-chain.ts';
import type { AuditLog } from '../../adapters/audit-log.ts';
import { isSigned } from '../../adapters/audit-signer.ts';
import { StoreUnavailable } from '../../domain/values/errors.ts';
import { messageOf } from '../../domain/values/thrown.ts';
import { DAY_MS, shift } from '../../domain/values/time.ts';
import { exportLines } from './export-lines.ts';
import { verifyLines } from './verify-lines.ts';

export interface LogVerdict {
  ok: boolean;
  /** The number of entries that were read and are right. */
  entries: number;
  /** The first problem. */
  problem?: string;
}

/**
 * Whether the log is unchanged: every entry in its place, every day listed, and its end not before the signed count outside
 * the log. `day`: only the entries of that UTC day. `uncounted`: the log has no signed count yet. Throws StoreUnavailable.
 */
export async function verifyLog(
  log: AuditLog,
  now: string,
  { day, uncounted = false }: { day?: string | undefined; uncounted?: boolean } = {},
): Promise<LogVerdict> {
  try {
    const wrong = (await problemOfDays(log)) ?? (uncounted ? undefined : await problemOfAnchor(log));
    const read = await verifyEntries(log, now, day);
    return read.ok && wrong !== undefined ? { ok: false, entries: read.entries, problem: wrong } : read;
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    // An unreadable item is damage to the log, not a fault of the check.
    return { ok: false, entries: 0, problem: messageOf(error) };
  }
}

async function verifyEntries(log: AuditLog, now: string, day: string | undefined): Promise<LogVerdict> {
  const filter = day === undefined ? {} : { since: `${day}T00:00:00.000Z`, until: `${day}T23:59:59.999Z` };
  const verdict = await verifyLines(exportLines(log, filter, now), trustedKeys(log));
  const { ok, entries } = verdict;
  if (!verdict.ok) return { ok, entries, problem: verdict.problem };
  const tooSoon = verdict.forgotten.find((each) => !mayBeForgotten(each, log.retentionDays, now));
  if (tooSoon !== undefined)
    return { ok: false, entries, problem: `entries of ${tooSoon} were deleted before their time` };
  return { ok, entries: entries + verdict.sealed };
}

/** People find entries by the list of days, so a day that is missing there would be hidden. */
async function problemOfDays(log: AuditLog): Promise<string | undefined> {
  const listed = new Set<string>();
  for await (const day of log.listedDays()) listed.add(day);
  let last = '';
  for await (const { head } of log.chain()) {
    if (!trustedKeys(log).includes(head.publicKey))
      return `the head of ${head.day} is signed with another key: ${head.publicKey}`;
    if (!isSigned(signedText(head), head.signature, head.publicKey))
      return `the head of ${head.day} was changed`;
    if (!listed.delete(head.day) && head.seq > 0) return `the list of days lacks ${head.day}`;
    last = head.day;
  }
  // The last day may have no entry yet: a writer may die between naming the day and its first entry.
  const lost = [...listed].find((day) => day < last);
  return lost === undefined ? undefined : `the chain of days does not lead to ${lost}, which had entries`;
}

async function problemOfAnchor(log: AuditLog): Promise<string | undefined> {
  const found = await log.anchor();
  let [entries, upToAnchor, last] = [0, 0, ''];
  for await (const { head } of log.chain()) {
    entries += head.seq;
    last = head.day;
    if (found !== undefined && head.day < found.anchor.day) upToAnchor += head.seq;
  }
  if (found === undefined)
    return entries === 0
      ? undefined
      : 'the signed count of the entries is missing; for a log of an older version, pricewire audit anchor makes one';
  const { anchor, inPlace } = found;
  const { count, day, seq, signature, publicKey } = anchor;
  if (!trustedKeys(log).includes(publicKey)) return `the count is signed with another key: ${publicKey}`;
  if (!isSigned(anchoredText(anchor), signature, publicKey)) return 'the signed count was changed';
  if (seq > 0 && last < day)
    return `the chain of days ends at ${last}, before the entries of ${day} that were counted`;
  if (!inPlace) return `entry ${day}/${seq}, the end of ${count} entries that were counted, is missing`;
  const counted = upToAnchor + seq;
  return counted === count
    ? undefined
    : `${count} entries were counted up to ${day}/${seq}, and ${counted} are there`;
}

const trustedKeys = ({ signer }: AuditLog): string[] => [signer.publicKey, ...signer.formerKeys];

const mayBeForgotten = (day: string, retentionDays: number | undefined, now: string): boolean =>
  retentionDays !== undefined && day < shift(now, -retentionDays * DAY_MS).slice(0, 10);

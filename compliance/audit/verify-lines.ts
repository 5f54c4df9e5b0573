import { createHash, type Hash } from 'node:crypto';
import type * as z from 'zod';
import { canonicalJson, hashOf, signedText } from '../../adapters/audit-chain.ts';
import { isSigned } from '../../adapters/audit-signer.ts';
import type { AuditEntry, AuditHead } from '../../domain/people/audit.ts';
import { type Begin, type End, ExportLine, type Sealed, textToSign } from './export-format.ts';

export type AuditVerdict =
  | {
      ok: true;
      entries: number;
      sealed: number;
      days: number;
      /** Days whose entries were deleted after their retention. */
      forgotten: string[];
      /** All signing keys, base64. */
      keys: string[];
    }
  /** `line`: the first wrong line, counted from 1. `entries`: the number of right entries before it. */
  | { ok: false; line: number; problem: string; entries: number };

/** What the lines so far have shown. */
interface Progress {
  digest: Hash;
  trusted: readonly string[] | undefined;
  keys: Set<string>;
  entries: number;
  sealed: number;
  days: number;
  forgotten: string[];
  begun: boolean;
  ended: boolean;
  /** The chain so far; undefined before its first line. */
  last: { day: string; seq: number; hash: string; head: 'none' | 'open' | 'closed' } | undefined;
}

/**
 * Whether the lines are an unchanged audit export: every entry in its place, every day closed by its signed head, nothing cut
 * off. Lines include their line breaks. `trusted`: the keys (base64) that may have signed; any if absent.
 */
export async function verifyLines(
  lines: AsyncIterable<string> | Iterable<string>,
  trusted?: readonly string[],
): Promise<AuditVerdict> {
  const so: Progress = {
    digest: createHash('sha256'),
    trusted,
    keys: new Set(),
    entries: 0,
    sealed: 0,
    days: 0,
    forgotten: [],
    begun: false,
    ended: false,
    last: undefined,
  };
  let number = 0;
  for await (const text of lines) {
    number += 1;
    const problem = problemOf(text, so);
    if (problem !== undefined) return { ok: false, line: number, problem, entries: so.entries };
    so.digest.update(text);
  }
  if (!so.ended)
    return {
      ok: false,
      line: number + 1,
      problem: 'the export ends here: its end is missing',
      entries: so.entries,
    };
  const { entries, sealed, days, forgotten, keys } = so;
  return { ok: true, entries, sealed, days, forgotten, keys: [...keys] };
}

function problemOf(text: string, so: Progress): string | undefined {
  if (so.ended) return 'there are lines after the end of the export';
  const line = read(text);
  if (typeof line === 'string') return line;
  if ('begin' in line) return begin(line.begin, so);
  if (!so.begun) return 'the export does not begin here: its first line is missing';
  if ('entry' in line) return entry(line.entry, so);
  if ('sealed' in line) return sealed(line.sealed, so);
  if ('head' in line) return head(line.head, line.forgotten, so);
  return end(line.end, so);
}

function read(withBreak: string): ExportLine | string {
  if (!withBreak.endsWith('\n')) return 'the line is cut';
  const text = withBreak.slice(0, -1);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'the line is not JSON: it was changed or cut';
  }
  const parsed = ExportLine.safeParse(value);
  if (!parsed.success) return 'this is not a line of an audit export: it was changed';
  // Only the canonical form is accepted, also for an equal value.
  return canonicalJson(value) === text
    ? (value as ExportLine)
    : 'the line was changed: it is not in canonical form';
}

function begin(content: z.infer<typeof Begin>, so: Progress): string | undefined {
  if (so.begun) return 'the export begins a second time';
  so.begun = true;
  return signature(textToSign('begin', content), content, so);
}

function entry(content: AuditEntry, so: Progress): string | undefined {
  if (hashOf(content) !== content.hash)
    return `entry ${nameOf(content)} was changed: its hash does not match`;
  so.entries += 1;
  return follows(content, so);
}

function sealed(content: z.infer<typeof Sealed>, so: Progress): string | undefined {
  so.sealed += 1;
  return follows(content, so);
}

function follows(content: z.infer<typeof Sealed>, so: Progress): string | undefined {
  const { day, seq, previous, hash } = content;
  const { last } = so;
  const sameDay = last !== undefined && last.day === day;
  if (last !== undefined && sameDay && last.head !== 'none')
    return `entry ${nameOf(content)} comes after the head of its day`;
  if (last !== undefined && !sameDay) {
    if (day < last.day) return `entry ${nameOf(content)} is out of order: ${last.day} came before it`;
    if (last.head !== 'closed') return `the head that closes ${last.day} is missing`;
  }
  const expected = sameDay && last !== undefined ? last.seq + 1 : 1;
  if (seq !== expected)
    return `entry ${nameOf(content)} is out of order, or entries are missing: ${day}/${expected} should be here`;
  if (last !== undefined && previous !== last.hash)
    return `entry ${nameOf(content)} does not follow the previous entry: that one was changed, or entries are missing`;
  if (!sameDay) so.days += 1;
  so.last = { day, seq, hash, head: 'none' };
  return undefined;
}

function head(content: AuditHead, forgotten: boolean, so: Progress): string | undefined {
  const { day, seq, hash, closed } = content;
  const { last } = so;
  if (forgotten) {
    if (last !== undefined && (day <= last.day || last.head !== 'closed'))
      return `the head of ${day} is out of order`;
    so.forgotten.push(day);
  } else if (last === undefined || last.day !== day || last.head !== 'none')
    return `the head of ${day} is in the wrong place: its entries are missing`;
  else if (last.seq !== seq || last.hash !== hash)
    return `the head of ${day} is that of entry ${day}/${seq}, not of ${nameOf(last)}: entries are missing`;
  so.last = { day, seq, hash, head: closed ? 'closed' : 'open' };
  return signature(signedText(content), content, so);
}

function end(content: z.infer<typeof End>, so: Progress): string | undefined {
  so.ended = true;
  if (so.last?.head === 'none') return `the head of ${so.last.day} is missing`;
  const wrong = signature(textToSign('end', content), content, so);
  if (wrong !== undefined) return wrong;
  return content.digest === so.digest.copy().digest('hex')
    ? undefined
    : 'a line before this one was changed, removed or added';
}

function signature(
  text: string,
  { signature: signed, publicKey }: { signature: string; publicKey: string },
  so: Progress,
): string | undefined {
  so.keys.add(publicKey);
  if (so.trusted !== undefined && !so.trusted.includes(publicKey))
    return `it is signed with another key than the given one: ${publicKey}`;
  return isSigned(text, signed, publicKey) ? undefined : 'the signature is wrong: the line was changed';
}

const nameOf = ({ day, seq }: { day: string; seq: number }): string => `${day}/${seq}`;

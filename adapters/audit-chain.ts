import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { AuditAnchor, AuditEntry, AuditHead, AuditNote } from '../domain/people/audit.ts';

/** Canonical JSON text, equal for equal values (RFC 8785). Throws RangeError for values that JSON can't represent. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new RangeError("the value can't be represented in JSON");
  return text;
}

/** SHA-256 in hex. */
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The correct hash of an entry. */
export const hashOf = ({ hash: _, ...entry }: AuditEntry): string => sha256(canonicalJson(entry));

/** The text that the signature of a head covers. */
export const signedText = ({ day, seq, hash }: Pick<AuditHead, 'day' | 'seq' | 'hash'>): string =>
  `${day}:${seq}:${hash}`;

/** The text that the signature of an anchor covers. */
export const anchoredText = ({
  count,
  ...end
}: Pick<AuditAnchor, 'count' | 'day' | 'seq' | 'hash'>): string => `${count}@${signedText(end)}`;

/** The note as the next entry of the chain. */
export function linkOf(
  note: AuditNote,
  place: Pick<AuditEntry, 'day' | 'seq' | 'at' | 'previous'>,
): AuditEntry {
  // Through JSON, so that the hash is computed of the same value that is read back.
  const entry = JSON.parse(JSON.stringify({ ...note, ...place })) as AuditEntry;
  return { ...entry, hash: hashOf(entry) };
}

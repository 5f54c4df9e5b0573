import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { AuditEntry, AuditHead, AuditNote } from '../domain/audit.ts';

/** JSON text that is the same for equal values (RFC 8785). Throws RangeError for what JSON can't hold. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new RangeError('the value has no form in JSON');
  return text;
}

/** SHA-256 in hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The hash that an entry must have. */
export const hashOf = ({ hash: _, ...entry }: AuditEntry): string => sha256(canonicalJson(entry));

/** What the signature of a head is over. */
export const signedText = ({ day, seq, hash }: Pick<AuditHead, 'day' | 'seq' | 'hash'>): string =>
  `${day}:${seq}:${hash}`;

/** The note as the next link of the chain. */
export function linkOf(
  note: AuditNote,
  place: Pick<AuditEntry, 'day' | 'seq' | 'at' | 'previous'>,
): AuditEntry {
  // As JSON keeps it: what is hashed is what is read back.
  const entry = JSON.parse(JSON.stringify({ ...note, ...place })) as AuditEntry;
  return { ...entry, hash: hashOf(entry) };
}

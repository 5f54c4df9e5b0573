import * as z from 'zod';
import { canonicalJson } from '../../adapters/audit-chain.ts';
import { AuditEntry, AuditHead } from '../../domain/people/audit.ts';
import { Time } from '../../domain/values/time.ts';

export const AUDIT_FORMAT = 'pricewire-audit-1';

const count = z.int().nonnegative();
const signature = { publicKey: z.base64(), signature: z.base64() };

export const Begin = z.strictObject({
  format: z.literal(AUDIT_FORMAT),
  at: Time,
  filter: z.record(z.string(), z.string()),
  ...signature,
});
/** An entry that the filter excludes: its position and hash, without its content. */
export const Sealed = AuditEntry.pick({ day: true, seq: true, previous: true, hash: true });
export const End = z.strictObject({
  entries: count,
  sealed: count,
  heads: count,
  /** SHA-256 of all previous lines. */
  digest: z.string(),
  ...signature,
});

/** A line of an audit export. */
export const ExportLine = z.union([
  z.strictObject({ entry: AuditEntry }),
  z.strictObject({ sealed: Sealed }),
  z.strictObject({ head: AuditHead, forgotten: z.boolean() }),
  z.strictObject({ begin: Begin }),
  z.strictObject({ end: End }),
]);
export type ExportLine = z.infer<typeof ExportLine>;

/** The text that the signature of the first or last line covers. */
export function textToSign(name: 'begin' | 'end', content: object): string {
  const { signature: _, ...rest } = content as { signature?: string };
  return `${name}:${canonicalJson(rest)}`;
}

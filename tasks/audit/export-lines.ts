import { createHash } from 'node:crypto';
import { canonicalJson } from '../../adapters/audit-chain.ts';
import type { AuditDay, AuditLog } from '../../adapters/audit-log.ts';
import type { AuditSigner } from '../../adapters/audit-signer.ts';
import { type AuditFilter, lets } from '../../domain/audit.ts';
import { dayOf } from '../../domain/time.ts';
import { AUDIT_FORMAT, type ExportLine, textToSign } from './export-format.ts';

/**
 * The log from `since` to `until` as lines of JSON that `pricewire audit verify` can check with nothing else at hand. What the
 * filter leaves out is sealed: its place and hash are there, so that the chain can be followed, and its content is not.
 */
export async function* exportLines(log: AuditLog, filter: AuditFilter, at: string): AsyncGenerator<string> {
  const digest = createHash('sha256');
  const count = { entries: 0, sealed: 0, heads: 0 };
  const write = (line: ExportLine): string => {
    const text = `${canonicalJson(line)}\n`;
    digest.update(text);
    return text;
  };

  yield write(await signed(log.signer, 'begin', { format: AUDIT_FORMAT, at, filter: given(filter) }));
  for (const day of await daysOf(log, filter)) {
    for await (const entry of day.forgotten ? [] : log.entriesOf(day)) {
      const { day: on, seq, previous, hash } = entry;
      const shown = lets(filter, entry);
      count[shown ? 'entries' : 'sealed'] += 1;
      yield write(shown ? { entry } : { sealed: { day: on, seq, previous, hash } });
    }
    count.heads += 1;
    yield write({ head: day.head, forgotten: day.forgotten });
  }
  yield write(await signed(log.signer, 'end', { ...count, digest: digest.copy().digest('hex') }));
}

/** Days that the filter's times reach, oldest first; a list of days is short. */
async function daysOf(log: AuditLog, { since, until }: AuditFilter): Promise<AuditDay[]> {
  const days: AuditDay[] = [];
  for await (const day of log.days()) {
    if (since !== undefined && day.head.day < dayOf(since)) break;
    if (until === undefined || day.head.day <= dayOf(until)) days.unshift(day);
  }
  return days;
}

async function signed<Name extends 'begin' | 'end', const Content extends object>(
  { sign, publicKey }: AuditSigner,
  name: Name,
  content: Content,
) {
  const whole = { ...content, publicKey };
  const signature = await sign(textToSign(name, whole));
  return { [name]: { ...whole, signature } } as Record<
    Name,
    Content & { publicKey: string; signature: string }
  >;
}

const given = (filter: AuditFilter): Record<string, string> =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));

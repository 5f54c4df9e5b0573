import { createHash } from 'node:crypto';
import { canonicalJson } from '../../adapters/audit-chain.ts';
import type { AuditDay, AuditLog } from '../../adapters/audit-log.ts';
import type { AuditSigner } from '../../adapters/audit-signer.ts';
import { type AuditFilter, lets } from '../../domain/people/audit.ts';
import { dayOf } from '../../domain/values/time.ts';
import { AUDIT_FORMAT, type ExportLine, textToSign } from './export-format.ts';

/**
 * The log from `since` to `until` as JSON lines, which `pricewire audit verify` can check on their own. Entries that the
 * filter excludes are sealed: only position and hash, so that the chain can be checked.
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
  for await (const day of daysOf(log, filter)) {
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

/**
 * Days with entries within the filter's times, oldest first. They come from the chain, because the list of days may lack one.
 */
async function* daysOf(log: AuditLog, { since, until }: AuditFilter): AsyncGenerator<AuditDay> {
  for await (const day of log.chain()) {
    if (until !== undefined && day.head.day > dayOf(until)) return;
    if (day.head.seq > 0 && (since === undefined || day.head.day >= dayOf(since))) yield day;
  }
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

import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { readPublicKey } from '../adapters/audit-signer.ts';
import { linesOfBytes } from '../compliance/audit/file-lines.ts';
import { type AuditVerdict, verifyLines } from '../compliance/audit/verify-lines.ts';
import { command, connect } from './shared/connect.ts';
import { badInput, CliFailure } from './shared/failure.ts';
import { plain } from './shared/plain.ts';
import type { Terminal } from './shared/terminal.ts';

const NOTES = `
It needs no stack and no network. Each entry holds the hash of the previous one, each day ends in a head signed with Ed25519, and
the file ends in a signed count and digest. The command reports the first wrong line, and exits with code 1.
A person who changes a file can sign it again with another key: --key names the trusted key. The key is audit-key.pub in the
data folder; keep a copy where the audited people can't change it.`;

/** `pricewire audit verify` */
export const auditVerifyCommand = (terminal: Terminal): Command =>
  command('verify', 'check an export of the audit log: nothing changed, removed, reordered or cut off', [
    'audit verify audit.jsonl --key audit-key.pub',
    'audit verify audit.jsonl --json',
  ])
    .argument('<file>', 'an export as JSONL; - for standard input')
    .option('--key <file>', 'the trusted public key; can be given more than once', also, [])
    .addHelpText('after', NOTES)
    .action(async (file: string, { key }: { key: string[] }, self: Command) => {
      const { show, note } = connect(terminal, self);
      const trusted = key.length === 0 ? undefined : await Promise.all(key.map(keyIn));
      const bytes: AsyncIterable<Uint8Array> = file === '-' ? process.stdin : createReadStream(file);
      const verdict = await verifyLines(linesOfBytes(bytes), trusted);
      show(verdict, report);
      if (!verdict.ok) throw new CliFailure(1);
      if (trusted === undefined)
        note(`It is signed with ${verdict.keys.join(', ')}; to compare with a trusted key, add --key.`);
    });

const also = (file: string, files: string[]): string[] => [...files, file];

async function keyIn(file: string): Promise<string> {
  const text = await readFile(file, 'utf8');
  try {
    return readPublicKey(text).export({ type: 'spki', format: 'der' }).toString('base64');
  } catch (error) {
    throw badInput(`${file} holds no Ed25519 public key`, error);
  }
}

function report(verdict: AuditVerdict): string {
  if (!verdict.ok) return plain(`line ${verdict.line}: ${verdict.problem}`);
  const { entries, sealed, days, forgotten } = verdict;
  return [
    `${entries} entries of ${days} ${days === 1 ? 'day' : 'days'} are unchanged.`,
    ...(sealed > 0 ? [`${sealed} more are sealed: the filter of the export left them out.`] : []),
    ...(forgotten.length > 0
      ? [`The entries of ${forgotten.join(', ')} were deleted after their retention time.`]
      : []),
  ].join('\n');
}

import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { auditLog } from '../../../adapters/audit-log.ts';
import { signerOf } from '../../../adapters/audit-signer.ts';
import { exportLines } from '../../../compliance/audit/export-lines.ts';
import { note } from '../../contract/audit-log.contract.ts';
import { all } from '../../contract/samples.ts';
import { memoryAuditAnchors } from '../../fakes/memory-audit-anchors.ts';
import { memoryAuditStore } from '../../fakes/memory-audit-store.ts';
import { memoryKeptNotes } from '../../fakes/memory-kept-notes.ts';
import { NOW } from '../domain/make.ts';
import { fileOf, pricewire } from './support.ts';

const keys = generateKeyPairSync('ed25519');
const publicPem = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const others = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' }).toString();

async function lines(): Promise<string[]> {
  const log = auditLog({
    store: memoryAuditStore({}),
    anchors: memoryAuditAnchors(),
    kept: memoryKeptNotes(),
    signer: signerOf(keys.privateKey),
    clock: () => NOW,
  });
  for (const id of ['a', 'b', 'c']) await log.append(note(id));
  return all(exportLines(log, {}, NOW));
}

describe('audit verify', () => {
  it('says that an export is as it was written', async () => {
    const ran = await pricewire([
      'audit',
      'verify',
      fileOf('audit.jsonl', (await lines()).join('')),
      '--key',
      fileOf('key.pub', publicPem),
    ]);

    expect(ran).toEqual({ code: 0, out: '3 entries of 1 day are unchanged.\n', err: '' });
  });

  it('names the first line that is wrong, and ends in 1', async () => {
    const file = fileOf('audit.jsonl', (await lines()).toSpliced(2, 1).join(''));

    const { code, out } = await pricewire(['audit', 'verify', file]);

    expect(code).toBe(1);
    expect(out).toBe(
      'line 3: entry 2026-11-22/3 is out of order, or entries are missing: 2026-11-22/2 should be here\n',
    );
  });

  it('takes no other key than the one given', async () => {
    const { code, out } = await pricewire([
      'audit',
      'verify',
      fileOf('audit.jsonl', (await lines()).join('')),
      '--key',
      fileOf('key.pub', others),
    ]);

    expect(code).toBe(1);
    expect(out).toContain('line 1: it is signed with another key');
  });

  it('says which key signed where none is given', async () => {
    const { code, err } = await pricewire([
      'audit',
      'verify',
      fileOf('audit.jsonl', (await lines()).join('')),
    ]);

    expect(code).toBe(0);
    expect(err).toContain('add --key');
  });

  it('answers as JSON', async () => {
    const { out } = await pricewire([
      'audit',
      'verify',
      fileOf('audit.jsonl', (await lines()).join('')),
      '--json',
    ]);

    expect(JSON.parse(out)).toMatchObject({ ok: true, entries: 3, days: 1 });
  });

  it('refuses a key file that holds none', async () => {
    const { code, err } = await pricewire([
      'audit',
      'verify',
      fileOf('audit.jsonl', 'x'),
      '--key',
      fileOf('key.pub', 'none'),
    ]);

    expect(code).toBe(2);
    expect(err).toContain('holds no Ed25519 public key');
  });
});

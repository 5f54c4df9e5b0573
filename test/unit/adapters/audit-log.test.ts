import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { auditLog } from '../../../adapters/audit-log.ts';
import { signerOf } from '../../../adapters/audit-signer.ts';
import { verifyLog } from '../../../compliance/audit/verify-log.ts';
import { auditLogContract, note } from '../../contract/audit-log.contract.ts';
import { type AnchorData, memoryAuditAnchors } from '../../fakes/memory-audit-anchors.ts';
import { memoryAuditStore } from '../../fakes/memory-audit-store.ts';
import { memoryKeptNotes } from '../../fakes/memory-kept-notes.ts';
import { spoil } from '../../fakes/plain.ts';
import { NOW } from '../domain/make.ts';

describe('the audit log in memory', () =>
  auditLogContract(async () => ({
    store: memoryAuditStore({}),
    anchors: memoryAuditAnchors(),
    kept: memoryKeptNotes(),
  })));

it('an audit log whose count cannot be read is written on, and its verification names the item', async () => {
  const anchor: AnchorData = {};
  const log = auditLog({
    store: memoryAuditStore({}),
    anchors: memoryAuditAnchors(anchor),
    kept: memoryKeptNotes(),
    signer: signerOf(generateKeyPairSync('ed25519').privateKey),
    clock: () => NOW,
  });
  await log.append(note('a'));
  spoil(anchor as Record<string, unknown>, 'anchor', 'catalog', 'count: is missing');

  expect(await log.append(note('b'))).toMatchObject({ seq: 2 });

  expect(await verifyLog(log, NOW)).toMatchObject({
    ok: false,
    problem: 'table catalog, key anchor: count: is missing',
  });
});

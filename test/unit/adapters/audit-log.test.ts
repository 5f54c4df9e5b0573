import { describe } from 'vitest';
import { auditLogContract } from '../../contract/audit-log.contract.ts';
import { memoryAuditAnchors } from '../../fakes/memory-audit-anchors.ts';
import { memoryAuditStore } from '../../fakes/memory-audit-store.ts';
import { memoryKeptNotes } from '../../fakes/memory-kept-notes.ts';

describe('the audit log in memory', () =>
  auditLogContract(async () => ({
    store: memoryAuditStore({}),
    anchors: memoryAuditAnchors(),
    kept: memoryKeptNotes(),
  })));

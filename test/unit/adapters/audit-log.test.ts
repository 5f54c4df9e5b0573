import { describe } from 'vitest';
import { auditLogContract } from '../../contract/audit-log.contract.ts';
import { memoryAuditStore } from '../../fakes/memory-audit-store.ts';

describe('the audit log in memory', () => auditLogContract(async () => memoryAuditStore({})));

import { join } from 'node:path';
import { auditLog } from '../../adapters/audit-log.ts';
import { type AuditSigner, localSigner } from '../../adapters/audit-signer.ts';
import { systemClock } from '../../adapters/clock.ts';
import { unlessUnreadable } from '../../adapters/stored-item.ts';
import { unreadableLog } from '../../adapters/unreadable-log.ts';
import type { AuditNote } from '../../domain/people/audit.ts';
import { localStores } from '../clients.ts';
import { openEventIndex } from '../event-index.ts';
import { auditRefusedPages } from '../refused-pages.ts';
import type { StackRun } from './run.ts';
import type { Services } from './services.ts';

export type Stores = Awaited<ReturnType<typeof openStores>>;

/** The record: the stores, the audit log, and the index of events for searches. */
export async function openStores(run: StackRun, { data, dynamodb, sqs }: Services) {
  const { options, url, say, onFault, onStop } = run;
  const unreadable = unreadableLog({ now: Date.now, say });
  const { auditStore, auditAnchors, keptNotes, forgetExpired, ...stores } = localStores(
    dynamodb.endpoint,
    unreadable.note,
  );

  const signedWith = (await unlessUnreadable(auditAnchors.read()))?.publicKey;
  const signer = await localSigner(join(options.dataDir, 'audit'), {
    signedWith,
    renew: options.newAuditKey,
  });
  await data.noteParts();
  const audit = auditLog({
    store: auditStore,
    anchors: auditAnchors,
    kept: keptNotes,
    signer,
    clock: systemClock,
    retentionDays: options.auditDays,
  });
  if (signedWith !== undefined && signedWith !== signer.publicKey) await audit.append(keyReplaced(signer));
  const servers = { http: url, dynamodb: dynamodb.endpoint, sqs: sqs.endpoint };
  onStop(
    auditRefusedPages({
      audit,
      servers: new Map(Object.entries(servers).map(([name, at]) => [Number(new URL(at).port), name])),
      now: () => performance.now(),
      onFault,
    }),
  );

  const index = await openEventIndex({
    dataDir: options.dataDir,
    ledger: stores.ledger,
    priceStates: stores.priceStates,
    clock: systemClock,
    onFault,
  });
  onStop(index.stop);
  return { stores: { ...stores, ledger: index.ledger }, forgetExpired, audit, index, unreadable };
}

const keyReplaced = ({ publicKey, formerKeys }: AuditSigner): AuditNote => ({
  by: 'system',
  client: 'system',
  action: 'audit.new-key',
  subject: { kind: 'audit', id: 'key' },
  details: { publicKey, formerKeys },
});

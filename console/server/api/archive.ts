import { Hono } from 'hono';
import * as z from 'zod';
import { Time } from '../../../domain/time.ts';
import { type Reconciliation, reconcileArchive } from '../../../tasks/reconcile-archive.ts';
import { audit } from '../audited.ts';
import { ndjson } from './ndjson.ts';
import type { ApiNeed } from './need.ts';
import { readBody } from './request.ts';

const Reconcile = z.strictObject({ since: Time, dryRun: z.boolean().default(false) });

export interface Reconciled {
  /** Accepted events that were looked at. */
  checked: number;
  /** Those that had no ledger row. */
  missing: number;
}

/** `/archive`: the accepted events. */
export const archiveRoutes = (need: ApiNeed): Hono =>
  new Hono().post('/reconcile', async (c) => {
    const { since, dryRun } = await readBody(c, Reconcile);
    await audit(c, need, { subject: { kind: 'archive', id: since }, details: { since, dryRun } });
    return ndjson(reconciliation(need, { since: new Date(since).toISOString(), dryRun }));
  });

async function* reconciliation(
  need: ApiNeed,
  order: { since: string; dryRun: boolean },
): AsyncGenerator<Reconciliation, Reconciled> {
  const reconciled: Reconciled = { checked: 0, missing: 0 };
  for await (const line of reconcileArchive(need, order)) {
    if ('checked' in line) reconciled.checked = line.checked;
    if ('missing' in line) reconciled.missing += 1;
    yield line;
  }
  return reconciled;
}

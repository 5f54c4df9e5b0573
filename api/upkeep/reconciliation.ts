import type { Reconciliation } from '../../domain/record/upkeep-lines.ts';
import { type Reconciler, reconcileArchive } from '../../upkeep/reconcile-archive.ts';
import type { Reconciled } from '../routes/upkeep.ts';

/** The lines of a reconciliation, and the number of events of each kind. */
export async function* reconciliation(
  deps: Reconciler,
  order: { since: string; dryRun: boolean },
): AsyncGenerator<Reconciliation, Reconciled> {
  const reconciled: Reconciled = { checked: 0, missing: 0, started: 0 };
  for await (const line of reconcileArchive(deps, order)) {
    if ('checked' in line) reconciled.checked = line.checked;
    if ('missing' in line) {
      reconciled.missing += 1;
      if (line.missing.started) reconciled.started += 1;
    }
    yield line;
  }
  return reconciled;
}

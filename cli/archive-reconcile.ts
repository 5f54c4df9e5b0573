import type { Command } from 'commander';
import type { Reconciled } from '../local/api/archive.ts';
import type { MissingEvent, Reconciliation } from '../local/reconcile.ts';
import { apiPath } from './shared/api.ts';
import { command, connect } from './shared/connect.ts';
import { listed, listing } from './shared/listing.ts';
import { timeOrAgo } from './shared/parse.ts';
import { plain } from './shared/plain.ts';
import type { Terminal } from './shared/terminal.ts';

const NOTES = `
An event keeps its id, so starting it twice does no harm. What was accepted in the last half minute may still be on its way
and is left out, and so is what lies in the undelivered queue: see pricewire dlq redrive --queue undelivered.`;

/** `pricewire archive reconcile` */
export const archiveReconcileCommand = (terminal: Terminal): Command =>
  command('reconcile', 'start accepted events that are not in the ledger', [
    'archive reconcile --since 2h --dry-run',
    'archive reconcile --since 2026-11-22T12:00:00Z',
  ])
    .addHelpText('after', NOTES)
    .requiredOption('--since <time>', 'RFC 3339, a date, or how long ago, such as 15m, 2h or 7d', timeOrAgo)
    .option('--dry-run', 'only say which they are')
    .action(async ({ since, dryRun = false }: { since: string; dryRun?: boolean }, self: Command) => {
      const session = connect(terminal, self);
      const list = listing<MissingEvent>(terminal, session, { name: 'events', line: missingText });
      await listed(list, async () => {
        const done = await session.api.stream<Reconciliation, Reconciled>(
          'POST',
          apiPath`/archive/reconcile`,
          (line) => ('missing' in line ? list.add(line.missing) : list.progress(line.checked)),
          { since, dryRun },
        );
        list.end(done, `${done.checked} accepted events were looked at; ${verdict(done, dryRun)}`);
      });
    });

const verdict = ({ missing }: Reconciled, dryRun: boolean): string =>
  missing === 0
    ? 'all of them are in the ledger.'
    : `not in the ledger${dryRun ? '' : ', and started'}: ${missing}.`;

const missingText = ({ eventId, productId = '-', acceptedAt, started }: MissingEvent): string =>
  plain(`${started ? 'started' : 'missing'}  ${eventId}  ${productId}  accepted at ${acceptedAt}`);

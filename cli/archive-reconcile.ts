import type { Command } from 'commander';
import type { ReplayProgress } from '../adapters/accepted-events.ts';
import type { Reconciled } from '../console/server/api/archive.ts';
import type { MissingEvent, Reconciliation } from '../tasks/reconcile-archive.ts';
import { apiPath } from './shared/api.ts';
import { command, connect } from './shared/connect.ts';
import { listed, listing } from './shared/listing.ts';
import { timeOrAgo } from './shared/parse.ts';
import { plain } from './shared/plain.ts';
import type { Terminal } from './shared/terminal.ts';

const NOTES = `
An event keeps its id, so starting it twice does no harm. What was accepted in the last half minute (on AWS in the last ten)
may still be on its way and is left out. What lies in the undelivered queue is for pricewire dlq redrive --queue undelivered. A
release or rollback ends held once another price came in force after it was asked for.`;

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
      if (!dryRun) await session.confirm(`Start what was accepted since ${since} and is not in the ledger`);
      const list = listing<MissingEvent>(terminal, session, { name: 'events', line: missingText });
      await listed(list, async () => {
        const done = await session.api.stream<Reconciliation, Reconciled>(
          'POST',
          apiPath`/archive/reconcile`,
          (line) => {
            if ('missing' in line) list.add(line.missing);
            else if ('checked' in line) list.progress(line.checked);
            else session.note(replayText(line.replay));
          },
          { since, dryRun },
        );
        list.end(done, `${done.checked} accepted events were looked at; ${verdict(done, dryRun)}`);
      });
    });

const verdict = ({ missing }: Reconciled, dryRun: boolean): string =>
  missing === 0
    ? 'all of them are in the ledger.'
    : `not in the ledger${dryRun ? '' : ', and started'}: ${missing}.`;

const missingText = ({ eventId, productId = '-', acceptedAt, started, overtaken }: MissingEvent): string => {
  const why = overtaken === undefined ? '' : `; it ends held: ${overtaken}`;
  return plain(
    `${started ? 'started' : 'missing'}  ${eventId}  ${productId}  accepted at ${acceptedAt}${why}`,
  );
};

const replayText = ({ state, upTo }: ReplayProgress): string =>
  `The archive is being replayed: ${state}${upTo === undefined ? '' : `, up to ${upTo}`}.`;

import type { Command } from 'commander';
import type { MissingEvent, Reconciled, ReplayProgress } from '../api/routes/upkeep.ts';
import { command, connect } from './shared/connect.ts';
import { listed, listing } from './shared/listing.ts';
import { timeOrAgo } from './shared/parse.ts';
import { plain } from './shared/plain.ts';
import type { Terminal } from './shared/terminal.ts';

const NOTES = `
An event keeps its id, so starting it twice does no harm. Events accepted in the last half minute (on AWS: the last ten minutes)
may still be in progress and are left out. For events in the undelivered queue, use: pricewire dlq redrive --queue undelivered.
A release or rollback ends held if another price came in force after the order.`;

/** `pricewire archive reconcile` */
export const archiveReconcileCommand = (terminal: Terminal): Command =>
  command('reconcile', 'start accepted events that are not in the ledger', [
    'archive reconcile --since 2h --dry-run',
    'archive reconcile --since 2026-11-22T12:00:00Z',
  ])
    .addHelpText('after', NOTES)
    .requiredOption(
      '--since <time>',
      'start time: RFC 3339, a date, or an age such as 15m, 2h or 7d',
      timeOrAgo,
    )
    .option('--dry-run', 'only list the missing events')
    .action(async ({ since, dryRun = false }: { since: string; dryRun?: boolean }, self: Command) => {
      const session = connect(terminal, self);
      const confirmed = await session.confirm(
        `Start the events accepted since ${since} that are not in the ledger`,
        !dryRun,
      );
      const list = listing<MissingEvent>(terminal, session, { name: 'events', line: missingText });
      await listed(list, async () => {
        const done = await session.api.follow(
          'POST /archive/reconcile',
          (line) => {
            if ('missing' in line) list.add(line.missing);
            else if ('checked' in line) list.progress(line.checked);
            else session.note(replayText(line.replay));
          },
          { body: { since, dryRun }, confirmed },
        );
        list.end(done, `${done.checked} accepted events checked; ${verdict(done)}`);
      });
    });

const verdict = ({ missing, started }: Reconciled): string =>
  missing === 0
    ? 'all of them are in the ledger.'
    : `not in the ledger: ${missing}${started === 0 ? '' : `, started: ${started}`}.`;

const missingText = (event: MissingEvent): string => {
  const { eventId, productId = '-', acceptedAt, started, kept, overtaken } = event;
  const why = [
    ...(kept === undefined ? [] : [`; not started: ${kept}`]),
    ...(overtaken === undefined ? [] : [`; ends held: ${overtaken}`]),
  ].join('');
  return plain(
    `${started ? 'started' : 'missing'}  ${eventId}  ${productId}  accepted at ${acceptedAt}${why}`,
  );
};

const replayText = ({ state, upTo }: ReplayProgress): string =>
  `The archive is being replayed: ${state}${upTo === undefined ? '' : `, up to ${upTo}`}.`;

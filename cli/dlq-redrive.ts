import { type Command, Option } from 'commander';
import type { RedriveCounts } from '../console/server/api/dead-letters.ts';
import type { Redriven } from '../tasks/redrive.ts';
import { apiPath } from './shared/api.ts';
import { command, connect } from './shared/connect.ts';
import { countsText } from './shared/counts.ts';
import { badInput, CliFailure } from './shared/failure.ts';
import { listed, listing } from './shared/listing.ts';
import { integer } from './shared/parse.ts';
import { plain } from './shared/plain.ts';
import type { Terminal } from './shared/terminal.ts';

interface RedriveOptions {
  all?: boolean;
  error?: string;
  queue: 'dead-letters' | 'undelivered';
  dryRun?: boolean;
  rate: number;
}

const NOTES = `
An event that was dead-lettered is started again as a new event, whose row names the old one (redriveOf); the old row keeps
its outcome and names the new one (redrivenAs). One that could not be delivered has no row, and is started as what it is.
An event that is older than what was decided since ends superseded: an older price never comes back. So it does no harm
to redrive twice. What can't be started again stays, with the reason; the exit code is then 1.`;

/** `pricewire dlq redrive` */
export const dlqRedriveCommand = (terminal: Terminal): Command =>
  command('redrive', 'start dead-lettered events again', [
    'dlq redrive 6f1f…',
    'dlq redrive --error SequenceJump --dry-run',
    'dlq redrive --all --rate 20',
    'dlq redrive --all --queue undelivered',
  ])
    .addHelpText('after', NOTES)
    .argument('[id...]', 'ids of events or of messages')
    .option('--all', 'everything that is in the queue')
    .option('--error <name>', 'whatever ended with this error, such as SequenceJump')
    .addOption(
      new Option('--queue <queue>', 'where from')
        .choices(['dead-letters', 'undelivered'])
        .default('dead-letters'),
    )
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--rate <n>', 'events to start in a second, at most', integer(1, 1000), 50)
    .action(async (ids: string[], options: RedriveOptions, self: Command) => {
      const { all, error, queue, dryRun = false, rate } = options;
      if ([ids.length > 0, all === true, error !== undefined].filter(Boolean).length !== 1)
        throw badInput('name events, or say --all, or --error with a name, but only one of these');
      const session = connect(terminal, self);
      if (!dryRun) await session.confirm(`Start events of ${queue} again`);
      const missing = new Set(ids);
      const which = all ? { all } : error === undefined ? { ids } : { error };
      const list = listing<Redriven>(terminal, session, { name: 'letters', line: letterText });
      const counts = await listed(list, async () => {
        const done = await session.api.stream<{ letter: Redriven }, RedriveCounts>(
          'POST',
          apiPath`/dead-letters/redrive`,
          ({ letter }) => {
            list.add(letter);
            missing.delete(letter.messageId);
            missing.delete(letter.eventId ?? '');
          },
          { queue, dryRun, rate, ...which },
        );
        list.end({ counts: done }, countsText(done) || `There is no such letter in ${queue}.`);
        return done;
      });
      for (const id of missing) session.note(plain(`no letter in ${queue} has the id ${id}`));
      if (missing.size > 0 || (!dryRun && counts.stays)) throw new CliFailure(1);
    });

const letterText = ({ status, messageId, eventId, productId, redrivenAs, reason }: Redriven): string =>
  plain(
    [
      status,
      eventId ?? `(message ${messageId})`,
      productId,
      redrivenAs === undefined || redrivenAs === eventId ? undefined : `as ${redrivenAs}`,
      reason && `: ${reason}`,
    ]
      .filter((part) => part !== undefined)
      .join('  ')
      .replace('  : ', ': '),
  );

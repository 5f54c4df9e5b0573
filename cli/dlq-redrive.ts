import { type Command, Option } from 'commander';
import type { QueueName, RedrivenLetter } from '../api/routes/dead-letters.ts';
import { previewText } from '../domain/decision/preview-text.ts';
import { formatMoney } from '../domain/values/money.ts';
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
  queue: QueueName;
  dryRun?: boolean;
  rate: number;
}

const NOTES = `
A dead-lettered event starts again as a new event. Its row names the old one (redriveOf); the old row keeps its outcome and names
the new one (redrivenAs). An undelivered event has no row, and starts with its own id. An event older than the newest decision ends
superseded: an older price never comes back, so a second redrive does no harm. An event that can't be started stays in the queue,
with the reason; the exit code is then 1. A dry run judges each event on the current state, with the rules instead of the model.`;

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
    .option('--all', 'every event in the queue')
    .option('--error <name>', 'events with this error, such as SequenceJump')
    .addOption(
      new Option('--queue <queue>', 'the queue to take events from')
        .choices(['dead-letters', 'undelivered'])
        .default('dead-letters'),
    )
    .option('--dry-run', 'show the effect, change nothing')
    .option('--rate <n>', 'maximum events to start in a second', integer(1, 1000), 50)
    .action(async (ids: string[], options: RedriveOptions, self: Command) => {
      const { all, error, queue, dryRun = false, rate } = options;
      if ([ids.length > 0, all === true, error !== undefined].filter(Boolean).length !== 1)
        throw badInput('needs exactly one of: event ids, --all, --error NAME');
      const session = connect(terminal, self);
      const confirmed = await session.confirm(`Start events of ${queue} again`, !dryRun);
      const missing = new Set(ids);
      const which = all ? { all } : error === undefined ? { ids } : { error };
      const list = listing<RedrivenLetter>(terminal, session, { name: 'letters', line: letterText });
      const counts = await listed(list, async () => {
        const done = await session.api.follow(
          'POST /dead-letters/redrive',
          ({ letter }) => {
            list.add(letter);
            missing.delete(letter.messageId);
            missing.delete(letter.eventId ?? '');
          },
          { body: { queue, dryRun, rate, ...which }, confirmed },
        );
        list.end({ counts: done }, countsText(done) || `No matching letter in ${queue}.`);
        return done;
      });
      for (const id of missing) session.note(plain(`no letter in ${queue} has the id ${id}`));
      if (missing.size > 0 || (!dryRun && counts.stays)) throw new CliFailure(1);
    });

const letterText = ({
  status,
  messageId,
  eventId,
  productId,
  redrivenAs,
  reason,
  would,
}: RedrivenLetter): string =>
  plain(
    [
      status,
      eventId ?? `(message ${messageId})`,
      productId,
      redrivenAs === undefined || redrivenAs === eventId ? undefined : `as ${redrivenAs}`,
      reason && `: ${reason}`,
      would && `: ${previewText(would, formatMoney)}`,
    ]
      .filter((part) => part !== undefined)
      .join('  ')
      .replace('  : ', ': '),
  );

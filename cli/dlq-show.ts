import type { Command } from 'commander';
import type { DeadLetter } from '../api/routes/dead-letters.ts';
import { command, connect } from './shared/connect.ts';
import { plain } from './shared/plain.ts';
import { type Cell, pairs } from './shared/table.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire dlq show` */
export const dlqShowCommand = (terminal: Terminal): Command =>
  command('show', 'show a complete dead letter, from either queue', ['dlq show 6f1f…'])
    .argument('<id>', 'the id of the event, or of the message')
    .action(async (id: string, _options, self: Command) => {
      const { api, show } = connect(terminal, self);
      show(await api.call('GET /dead-letters/:id', { params: { id } }), ({ messages }) =>
        messages.map(letterText).join('\n\n'),
      );
    });

function letterText({ queue, messageId, body, attributes, ...fields }: DeadLetter): string {
  const head = pairs([
    ['queue', queue],
    ['message', messageId],
    ...(Object.entries(fields) as [string, Cell][]),
    ...Object.entries(attributes),
  ]);
  return `${head}\n\n${plain(typeof body === 'string' ? body : JSON.stringify(body, null, 2))}`;
}

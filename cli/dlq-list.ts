import type { Command } from 'commander';
import type { DeadLetter } from '../api/routes/dead-letters.ts';
import { command, connect } from './shared/connect.ts';
import { table } from './shared/table.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire dlq list` */
export const dlqListCommand = (terminal: Terminal): Command =>
  command('list', 'list dead-lettered events, newest first', ['dlq list', 'dlq list --undelivered'])
    .option('--undelivered', 'list the undelivered events instead')
    .action(async ({ undelivered }: { undelivered?: boolean }, self: Command) => {
      const { api, show } = connect(terminal, self);
      const queue = undelivered ? 'undelivered' : 'dead-letters';
      show(await api.call('GET /dead-letters', { query: { queue } }), ({ messages }) =>
        letterTable(messages),
      );
    });

const letterTable = (messages: DeadLetter[]): string =>
  table(
    ['AT', 'PRODUCT', 'STAGE', 'REASON', 'EVENT'],
    messages.map(({ deadLetteredAt, productId, stage, reason, eventId, messageId }) => [
      deadLetteredAt,
      productId,
      stage,
      reason,
      eventId ?? `(message ${messageId})`,
    ]),
  );

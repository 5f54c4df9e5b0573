import type { Command } from 'commander';
import type { DeadLetter } from '../console/server/api/dead-letters.ts';
import { apiPath } from './shared/api.ts';
import { command, connect } from './shared/connect.ts';
import { table } from './shared/table.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire dlq list` */
export const dlqListCommand = (terminal: Terminal): Command =>
  command('list', 'list the events that were dead-lettered, newest first', [
    'dlq list',
    'dlq list --undelivered',
  ])
    .option('--undelivered', 'those instead that the bus could not start the workflow on')
    .action(async ({ undelivered }: { undelivered?: boolean }, self: Command) => {
      const { api, show } = connect(terminal, self);
      const queue = undelivered ? 'undelivered' : 'dead-letters';
      show(await api.get<{ messages: DeadLetter[] }>(apiPath`/dead-letters`, { queue }), ({ messages }) =>
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

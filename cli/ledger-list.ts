import { type Command, Option } from 'commander';
import { Outcome } from '../domain/record/ledger.ts';
import { command, connect } from './shared/connect.ts';
import { integer, timeOrAgo } from './shared/parse.ts';
import { rowTable } from './shared/row.ts';
import type { Terminal } from './shared/terminal.ts';

interface ListOptions {
  product?: string;
  outcome?: string;
  since?: string;
  until?: string;
  limit: number;
}

/** `pricewire ledger list` */
export const ledgerListCommand = (terminal: Terminal): Command =>
  command('list', 'list events with their outcomes, newest first', [
    'ledger list',
    'ledger list --product SKU1 --limit 10',
    'ledger list --outcome rejected --since 2h',
    'ledger list --outcome open            # events without an outcome yet',
    'ledger list --since 2026-11-22T12:00:00Z --until 2026-11-22T13:00:00Z --json',
  ])
    .option('--product <id>', 'only events of this product')
    .addOption(
      new Option('--outcome <outcome>', 'only events with this outcome').choices([
        ...Outcome.options,
        'open',
      ]),
    )
    .option('--since <time>', 'start time, or an age such as 15m, 2h or 7d', timeOrAgo)
    .option('--until <time>', 'end time', timeOrAgo)
    .option('--limit <n>', 'maximum number', integer(1, 1000), 50)
    .action(async ({ product, outcome, since, until, limit }: ListOptions, self: Command) => {
      const { api, show } = connect(terminal, self);
      const query = { product, outcome, since, until, limit };
      show(await api.call('GET /events', { query }), ({ events }) => rowTable(events));
    });

import type { Command } from 'commander';
import type { RebuildProgress } from '../tasks/rebuild-cache.ts';
import { apiPath } from './shared/api.ts';
import { command, connect } from './shared/connect.ts';
import { CliFailure } from './shared/failure.ts';
import type { Terminal } from './shared/terminal.ts';

const NOTES = `
The stack does so by itself when Redis has lost its data. A newer price is never overwritten, and what is there already is
passed over, so it may be broken off and started again at any time. Exit code 1 if a key holds something else than a price.`;

/** `pricewire cache rebuild` */
export const cacheRebuildCommand = (terminal: Terminal): Command =>
  command('rebuild', 'publish every price in force that Redis lacks, has older or has otherwise', [
    'cache rebuild',
    'cache rebuild --json',
  ])
    .addHelpText('after', NOTES)
    .action(async (_options, self: Command) => {
      const { api, show, confirm } = connect(terminal, self);
      await confirm('Publish every price in force that Redis lacks');
      const done = await api.stream<RebuildProgress, RebuildProgress>(
        'POST',
        apiPath`/cache/rebuild`,
        ({ checked, published }) => {
          if (terminal.watched)
            terminal.err(`\r\u001b[K${checked} products looked at, ${published} prices published`);
        },
        {},
      );
      if (terminal.watched) terminal.err('\r\u001b[K');
      show(done, rebuildText);
      if (done.unreadable > 0) throw new CliFailure(1);
    });

const rebuildText = ({ checked, published, unreadable }: RebuildProgress): string =>
  `${checked} products were looked at, ${published} prices published.${
    unreadable > 0 ? ` Keys that hold something else stay (${unreadable}): pricewire cache verify` : ''
  }`;

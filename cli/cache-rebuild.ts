import type { Command } from 'commander';
import type { RebuildProgress } from '../api/routes/upkeep.ts';
import { command, connect } from './shared/connect.ts';
import type { Terminal } from './shared/terminal.ts';

const NOTES = `
The stack rebuilds the cache automatically when Redis has lost its data or shows wrong prices. A rebuild skips prices that are right,
so you can stop it and start it again at any time. It removes prices that the record does not know, and publishes the prices in
force instead.`;

/** `pricewire cache rebuild` */
export const cacheRebuildCommand = (terminal: Terminal): Command =>
  command(
    'rebuild',
    'publish prices that are missing or wrong in Redis, and remove prices that were never in force',
    ['cache rebuild', 'cache rebuild --json'],
  )
    .addHelpText('after', NOTES)
    .action(async (_options, self: Command) => {
      const { api, show, confirm } = connect(terminal, self);
      const confirmed = await confirm('Publish every price in force that is missing in Redis');
      const done = await api.follow(
        'POST /cache/rebuild',
        ({ checked, published }) => {
          if (terminal.watched)
            terminal.err(`\r\u001b[K${checked} products checked, ${published} prices published`);
        },
        { confirmed },
      );
      if (terminal.watched) terminal.err('\r\u001b[K');
      show(done, rebuildText);
    });

const rebuildText = ({ checked, published, discarded }: RebuildProgress): string =>
  `${checked} products checked, ${published} prices published.${
    discarded > 0 ? ` Wrong prices removed: ${discarded}.` : ''
  }`;

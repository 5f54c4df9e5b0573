import type { Command } from 'commander';
import { command, connect } from './shared/connect.ts';
import { table } from './shared/table.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire models list` */
export const modelsListCommand = (terminal: Terminal): Command =>
  command('list', 'list the models that policies can name; the first is the default', ['models list']).action(
    async (_options, self: Command) => {
      const { api, show } = connect(terminal, self);
      show(await api.call('GET /models'), ({ models }) =>
        table(
          ['ENDPOINT', 'VERSION', 'KIND', 'PRICES / LIST', 'TRAINED BY', 'CATEGORIES'],
          models.map(({ endpoint, version, kind, priceRatio, interval, categories }) => [
            endpoint,
            version,
            kind,
            `${priceRatio.lowest} to ${priceRatio.highest}`,
            interval,
            categories.length,
          ]),
          ['CATEGORIES'],
        ),
      );
    },
  );

import type { Command } from 'commander';
import { command, connect } from './shared/connect.ts';
import { integer } from './shared/parse.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire sequence reset` */
export const sequenceResetCommand = (terminal: Terminal): Command =>
  command('reset', 'correct the sequence of a product, so that its events are accepted again', [
    'sequence reset SKU1 --to 41      # the next sequence must be above 41',
    'sequence reset SKU1              # any next sequence',
  ])
    .argument('<id>', 'the product')
    .option('--to <n>', 'accept only a next sequence above this number', integer(0))
    .action(async (productId: string, { to }: { to?: number }, self: Command) => {
      const { api, show, confirm } = connect(terminal, self);
      const confirmed = await confirm(`Reset the sequence of ${productId}`);
      const body = { productId, ...(to === undefined ? {} : { to }) };
      show(
        await api.call('POST /sequence-reset', { body, confirmed }),
        ({ before, after }) =>
          `${productId}: the sequence was ${before ?? 'not set'}; ${after === null ? 'any next sequence is accepted' : `the next sequence must be above ${after}`}.`,
      );
    });

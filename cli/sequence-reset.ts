import type { Command } from 'commander';
import type { SequenceResetResult } from '../console/server/api/reprice.ts';
import { apiPath } from './shared/api.ts';
import { command, connect } from './shared/connect.ts';
import { integer } from './shared/parse.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire sequence reset` */
export const sequenceResetCommand = (terminal: Terminal): Command =>
  command('reset', "let a product's events count again after its sequence went astray", [
    'sequence reset SKU1 --to 41      # the next event must be above 41',
    'sequence reset SKU1              # any sequence will do',
  ])
    .argument('<id>', 'the product')
    .option('--to <n>', 'the sequence that the next event must be above', integer(0))
    .action(async (productId: string, { to }: { to?: number }, self: Command) => {
      const { api, show, confirm } = connect(terminal, self);
      await confirm(`Reset the sequence of ${productId}`);
      const body = { productId, ...(to === undefined ? {} : { to }) };
      show(
        await api.send<SequenceResetResult>('POST', apiPath`/sequence-reset`, body),
        ({ before, after }) =>
          `${productId}: the sequence was ${before ?? 'not set'}; ${after === null ? 'the next event may have any' : `the next event must be above ${after}`}.`,
      );
    });

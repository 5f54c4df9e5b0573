import type { Command } from 'commander';
import { command, connect } from './shared/connect.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire demand reset` */
export const demandResetCommand = (terminal: Terminal): Command =>
  command('reset', 'delete the learned demand of a product', ['demand reset SKU1'])
    .argument('<id>', 'the product')
    .action(async (productId: string, _options, self: Command) => {
      const { api, show, confirm } = connect(terminal, self);
      const confirmed = await confirm(`Delete the learned demand of ${productId}`);
      show(await api.call('POST /demand-reset', { body: { productId }, confirmed }), ({ forgotten }) =>
        forgotten?.sales
          ? `${productId}: deleted the demand learned from ${forgotten.sales.units.toFixed(1)} units sold; learning starts again.`
          : `${productId}: no learned demand.`,
      );
    });

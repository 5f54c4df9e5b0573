import type { Command } from 'commander';
import type { DemandResetResult } from '../console/server/api/reprice.ts';
import { apiPath } from './shared/api.ts';
import { command, connect } from './shared/connect.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire demand reset` */
export const demandResetCommand = (terminal: Terminal): Command =>
  command('reset', "forget what sales have taught of a product's demand", ['demand reset SKU1'])
    .argument('<id>', 'the product')
    .action(async (productId: string, _options, self: Command) => {
      const { api, show, confirm } = connect(terminal, self);
      await confirm(`Forget what sales have taught of ${productId}`);
      show(
        await api.send<DemandResetResult>('POST', apiPath`/demand-reset`, { productId }),
        ({ forgotten }) =>
          forgotten?.sales
            ? `${productId}: forgot ${forgotten.sales.units.toFixed(1)} units sold; its demand is learned anew.`
            : `${productId}: nothing was learned yet.`,
      );
    });

import type { Command } from 'commander';
import type { RepriceResult } from '../console/server/api/reprice.ts';
import { apiPath } from './shared/api.ts';
import { command, connect } from './shared/connect.ts';
import { badInput } from './shared/failure.ts';
import type { Terminal } from './shared/terminal.ts';

interface RepriceOptions {
  all?: boolean;
  why?: string;
}

/** `pricewire reprice` */
export const repriceCommand = (terminal: Terminal): Command =>
  command('reprice', 'judge prices again, without any change of stock', [
    'reprice SKU1 SKU2',
    'reprice --all --why "new shipping costs"',
  ])
    .argument('[id...]', 'the products, up to 1000')
    .option('--all', 'every product of the catalog')
    .option('--why <text>', 'what to note as the reason')
    .action(async (productIds: string[], { all, why }: RepriceOptions, self: Command) => {
      if (productIds.length > 0 === (all === true))
        throw badInput('name products, or say --all, but not both');
      const { api, show, confirm } = connect(terminal, self);
      if (all) await confirm('Reprice every product');
      const asked = { ...(all ? { all } : { productIds }), ...(why === undefined ? {} : { why }) };
      show(await api.send<RepriceResult>('POST', apiPath`/reprice`, asked), ({ repriced, events }) =>
        events
          ? events.map(({ productId, eventId }) => `${productId}  ${eventId}`).join('\n')
          : `${repriced} products are being repriced.`,
      );
    });

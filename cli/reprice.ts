import type { Command } from 'commander';
import { command, connect } from './shared/connect.ts';
import { badInput } from './shared/failure.ts';
import { repricedText } from './shared/repriced.ts';
import type { Terminal } from './shared/terminal.ts';

interface RepriceOptions {
  all?: boolean;
  why?: string;
}

/** `pricewire reprice` */
export const repriceCommand = (terminal: Terminal): Command =>
  command('reprice', 'judge prices again without a change of stock', [
    'reprice SKU1 SKU2',
    'reprice --all --why "new shipping costs"',
  ])
    .argument('[id...]', 'the products, up to 1000')
    .option('--all', 'every product of the catalog')
    .option('--why <text>', 'reason to record')
    .action(async (productIds: string[], { all, why }: RepriceOptions, self: Command) => {
      if (productIds.length > 0 === (all === true)) throw badInput('needs either product ids or --all');
      const { api, show, confirm } = connect(terminal, self);
      const confirmed = await confirm('Reprice every product', all);
      const asked = { ...(all ? { all } : { productIds }), ...(why === undefined ? {} : { why }) };
      show(await api.call('POST /reprice', { body: asked, confirmed }), (done) =>
        [
          ...(done.events ?? []).map(({ productId, eventId }) => `${productId}  ${eventId}`),
          ...(done.events === undefined || done.repriced < done.events.length
            ? [`${repricedText(done)}.`]
            : []),
        ].join('\n'),
      );
    });

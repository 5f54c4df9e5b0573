import type { Command } from 'commander';
import type { ProductDetail } from '../console/server/api/products.ts';
import { formatMoney } from '../domain/money.ts';
import { apiPath } from './shared/api.ts';
import { command, connect } from './shared/connect.ts';
import { statePairs } from './shared/state.ts';
import { type Cell, pairs } from './shared/table.ts';
import type { Terminal } from './shared/terminal.ts';

const MONEY = new Set([
  'listPrice',
  'unitCost',
  'minimumPrice',
  'minimumAdvertisedPrice',
  'lowestPrice',
  'highestPrice',
]);

/** `pricewire products show` */
export const productsShowCommand = (terminal: Terminal): Command =>
  command('show', 'show a product with its price state', ['products show SKU1', 'products show SKU1 --json'])
    .argument('<id>', 'the product')
    .action(async (id: string, _options, self: Command) => {
      const { api, show } = connect(terminal, self);
      show(await api.get<ProductDetail>(apiPath`/products/${id}`), shown);
    });

const shown = ({ product, state }: ProductDetail): string => {
  const fields = Object.entries(product).map(([name, value]): [string, Cell] => [
    name,
    MONEY.has(name) ? formatMoney(Number(value), product.currency) : value,
  ]);
  return `${pairs(fields)}\n\n${state ? statePairs(state) : 'Nothing was decided for it yet.'}`;
};

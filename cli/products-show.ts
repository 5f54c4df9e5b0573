import type { Command } from 'commander';
import type { ProductDetail } from '../api/routes/products.ts';
import { fieldText } from '../domain/product/product.ts';
import { command, connect } from './shared/connect.ts';
import { statePairs } from './shared/state.ts';
import { type Cell, pairs } from './shared/table.ts';
import type { Terminal } from './shared/terminal.ts';

/** `pricewire products show` */
export const productsShowCommand = (terminal: Terminal): Command =>
  command('show', 'show a product with its price state', ['products show SKU1', 'products show SKU1 --json'])
    .argument('<id>', 'the product')
    .action(async (id: string, _options, self: Command) => {
      const { api, show } = connect(terminal, self);
      show(await api.call('GET /products/:id', { params: { id } }), shown);
    });

const shown = ({ product, state }: ProductDetail): string => {
  const fields = Object.entries(product).map(([name, value]): [string, Cell] => [
    name,
    fieldText(name, value, product.currency),
  ]);
  return `${pairs(fields)}\n\n${state ? statePairs(state) : 'No decision yet.'}`;
};

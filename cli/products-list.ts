import type { Command } from 'commander';
import type { Product } from '../domain/product/product.ts';
import { formatMoney } from '../domain/values/money.ts';
import { command, connect } from './shared/connect.ts';
import { integer } from './shared/parse.ts';
import { table } from './shared/table.ts';
import type { Terminal } from './shared/terminal.ts';

interface ListOptions {
  after?: string;
  limit: number;
  all?: boolean;
}

/** `pricewire products list` */
export const productsListCommand = (terminal: Terminal): Command =>
  command('list', 'list the products of the catalog, by id', [
    'products list',
    'products list --after SKU100 --limit 20',
    'products list --all --json',
  ])
    .option('--after <id>', 'start after this product')
    .option('--limit <n>', 'maximum number', integer(1, 1000), 50)
    .option('--all', 'list every product')
    .action(async ({ after, limit, all }: ListOptions, self: Command) => {
      const { api, show, note } = connect(terminal, self);
      const page = (from: string | undefined, most: number) =>
        api.call('GET /products', { query: { after: from, limit: most } });
      const list = await page(after, all ? 1000 : limit);
      while (all && list.next !== undefined) {
        const { products, next } = await page(list.next, 1000);
        list.products.push(...products);
        if (next === undefined) delete list.next;
        else list.next = next;
      }
      show(list, ({ products }) => productTable(products));
      if (list.next !== undefined) note(`More products: --after ${list.next}`);
    });

const productTable = (products: Product[]): string =>
  table(
    ['PRODUCT', 'NAME', 'CATEGORY', 'LIST PRICE', 'UNIT COST', 'POLICY', 'STATUS'],
    products.map(({ productId, name, category, listPrice, unitCost, currency, policyId, status }) => [
      productId,
      name,
      category,
      formatMoney(listPrice, currency),
      unitCost === undefined ? undefined : formatMoney(unitCost, currency),
      policyId,
      status,
    ]),
    ['LIST PRICE', 'UNIT COST'],
  );

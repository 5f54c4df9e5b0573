import type { Command } from 'commander';
import type { PriceState } from '../domain/state/price-state.ts';
import { formatMoney } from '../domain/values/money.ts';
import type { Price } from '../storefront/routes.ts';
import { type Api, Refused } from './shared/api.ts';
import { command, connect } from './shared/connect.ts';
import { CliFailure } from './shared/failure.ts';
import { statePairs } from './shared/state.ts';
import { table } from './shared/table.ts';
import type { Terminal } from './shared/terminal.ts';

interface Missing {
  productId: string;
  why: string;
}

/** `pricewire price get` */
export const priceGetCommand = (terminal: Terminal): Command =>
  command('get', 'get prices from the storefront; exit code 1 if one is missing', [
    'price get SKU1',
    'price get SKU1 SKU2 --json',
    'price get SKU1 --record',
  ])
    .argument('<id...>', 'the products')
    .option('--record', 'show the price states of the record instead')
    .action(async (ids: string[], { record }: { record?: boolean }, self: Command) => {
      const { api, show, note } = connect(terminal, self);
      const missing: Missing[] = [];
      const found = <Answer>(ask: (id: string) => Promise<Answer>) => askEach(ids, ask, missing);
      if (record) {
        const states = await found((id) => stateOf(api, id));
        show({ states, missing }, () =>
          states.map((state) => `${state.productId}\n${statePairs(state)}`).join('\n\n'),
        );
      } else {
        const prices = await found((id) => api.price(id));
        show({ prices, missing }, () => offerTable(prices));
      }
      for (const { productId, why } of missing) note(`${productId}: ${why}`);
      if (missing.length > 0) throw new CliFailure(1);
    });

async function stateOf(api: Api, id: string): Promise<PriceState> {
  const { state } = await api.call('GET /products/:id', { params: { id } });
  if (state === null) throw new Refused(404, 'no decision yet');
  return state;
}

async function askEach<Answer>(
  ids: string[],
  ask: (id: string) => Promise<Answer>,
  missing: Missing[],
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const productId of ids) {
    try {
      answers.push(await ask(productId));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      missing.push({ productId, why: error.message });
    }
  }
  return answers;
}

const offerTable = (offers: Price[]): string =>
  table(
    ['PRODUCT', 'PRICE', 'REFERENCE', 'REVISION', 'SINCE', 'SOURCE'],
    offers.map(({ productId, price, currency, referencePrice, decidedAt, source, ...rest }) => [
      productId,
      formatMoney(price, currency),
      referencePrice === undefined ? undefined : formatMoney(referencePrice, currency),
      rest['price.revision'],
      decidedAt,
      source,
    ]),
    ['PRICE', 'REFERENCE', 'REVISION'],
  );

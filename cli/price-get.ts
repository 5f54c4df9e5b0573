import type { Command } from 'commander';
import type { PublishedPrice } from '../adapters/price-cache.ts';
import type { ProductDetail } from '../console/server/api/products.ts';
import { formatMoney } from '../domain/money.ts';
import type { PriceState } from '../domain/price-state.ts';
import { type Api, apiPath, Refused } from './shared/api.ts';
import { command, connect } from './shared/connect.ts';
import { CliFailure } from './shared/failure.ts';
import { statePairs } from './shared/state.ts';
import { table } from './shared/table.ts';
import type { Terminal } from './shared/terminal.ts';

/** What the storefront answers for a product. */
interface Offer extends PublishedPrice {
  productId: string;
  source: string;
  asOf: string;
}

interface Missing {
  productId: string;
  why: string;
}

/** `pricewire price get` */
export const priceGetCommand = (terminal: Terminal): Command =>
  command('get', 'get prices as the storefront answers them; exit code 1 if one has none', [
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
        const prices = await found((id) => api.get<Offer>(`/v1/prices/${encodeURIComponent(id)}`));
        show({ prices, missing }, () => offerTable(prices));
      }
      for (const { productId, why } of missing) note(`${productId}: ${why}`);
      if (missing.length > 0) throw new CliFailure(1);
    });

async function stateOf(api: Api, id: string): Promise<PriceState> {
  const { state } = await api.get<ProductDetail>(apiPath`/products/${id}`);
  if (state === null) throw new Refused(404, 'nothing was decided for it yet');
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

const offerTable = (offers: Offer[]): string =>
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

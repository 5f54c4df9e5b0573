import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';
import { dynamoClient } from '../../../adapters/dynamo.ts';
import { foundEvent } from '../../../api/search/found-event.ts';
import { openIndex } from '../../../api/search/sqlite-index.ts';
import { LedgerRow, shardKey } from '../../../domain/record/ledger.ts';
import { noState, type PriceState } from '../../../domain/state/price-state.ts';
import { DAY_MS, shift } from '../../../domain/values/time.ts';
import { localStores } from '../../../local/clients.ts';
import { LOCAL_AWS } from '../../../local/services/aws.ts';
import { startDynamoDB } from '../../../local/services/dynamodb.ts';
import { POLICY, productOf } from '../pipeline/services.ts';

const ITEMS_A_CALL = 25;
const CALLS_AT_ONCE = 8;
const ROWS_A_PUT = 5_000;

const idsOf = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${prefix}${at}`);

/** Fills a data folder as after long use: products with prices in force, and closed rows. */
export async function plantShop(
  dataDir: string,
  size: { products: number; rows: number },
): Promise<string[]> {
  const productIds = idsOf('P', size.products);
  const before = shift(new Date().toISOString(), -DAY_MS);
  const dynamodb = await startDynamoDB(join(dataDir, 'dynamodb'), 0, (fault) => console.error(fault));
  const tables = dynamoClient({ ...LOCAL_AWS, endpoint: dynamodb.endpoint });
  const { catalog, ledger } = localStores(dynamodb.endpoint);
  const atOnce = pLimit(CALLS_AT_ONCE);
  const each = <Item>(items: Item[], put: (item: Item) => Promise<unknown>) =>
    Promise.all(items.map((item) => atOnce(() => put(item))));
  const putItems = async (table: string, items: Record<string, unknown>[]) => {
    const calls = Array.from({ length: Math.ceil(items.length / ITEMS_A_CALL) }, (_, at) =>
      items.slice(at * ITEMS_A_CALL, (at + 1) * ITEMS_A_CALL),
    );
    await each(calls, (batch) =>
      tables.send(
        new BatchWriteCommand({
          RequestItems: { [table]: batch.map((Item) => ({ PutRequest: { Item } })) },
        }),
      ),
    );
  };
  try {
    await catalog.putPolicy(POLICY);
    await each(productIds, (productId) => catalog.putProduct(productOf(productId)));
    const states = productIds.map((productId) => seeded(productId, before));
    await putItems(
      'price-state',
      states.map((state) => ({ ...state })),
    );
    await each(states, (state) => ledger.putEvidence(proofOf(state)));

    await mkdir(join(dataDir, 'index'), { recursive: true });
    const index = openIndex(join(dataDir, 'index', 'events.db'), () => {});
    const putRows = async (rows: LedgerRow[]) => {
      await putItems('ledger', rows.map(toItem));
      index.put(
        rows.map((row) => foundEvent(row, undefined)),
        new Date().toISOString(),
      );
    };
    for (let at = 0; at < states.length; at += ROWS_A_PUT)
      await putRows(states.slice(at, at + ROWS_A_PUT).map((state) => seedRow(state, before)));
    for (let at = 0; at < size.rows; at += ROWS_A_PUT) {
      const numbers = Array.from({ length: Math.min(ROWS_A_PUT, size.rows - at) }, (_, each) => at + each);
      await putRows(numbers.map((number) => oldRow(number, productIds, before)));
    }
    index.close();
  } finally {
    tables.destroy();
    await dynamodb.stop();
  }
  return productIds;
}

function seeded(productId: string, at: string): PriceState {
  const { listPrice, currency } = productOf(productId);
  const price = { amount: listPrice, currency, revision: 1, since: at, eventId: `seed-${productId}` };
  return { ...noState(productId), revision: 1, price, decidedAt: at };
}

const proofOf = ({ productId, price }: PriceState) => ({
  eventId: `seed-${productId}`,
  productId,
  context: 0,
  decision: {
    verdict: 'approve' as const,
    outcome: 'priced' as const,
    reason: 'approved',
    ...(price ? { price: price.amount } : {}),
    currency: 'EUR' as const,
    trail: [],
    policy: { policyId: POLICY.policyId, version: 1, mode: 'live' as const },
    halfLifeMinutes: 60,
    frozenPrices: {},
    decidedAt: price?.since ?? '',
  },
});

const seedRow = ({ productId, price }: PriceState, at: string): LedgerRow =>
  LedgerRow.parse({
    ...rowOf(`seed-${productId}`, productId, at),
    kind: 'seed',
    decisions: { 0: { outcome: 'priced', price: price?.amount } },
    outcome: 'priced',
    reason: 'approved',
    revision: 1,
    'price.revision': 1,
    publishedAt: at,
  });

/** One row in a thousand was rejected, the others superseded. */
function oldRow(number: number, productIds: string[], before: string): LedgerRow {
  const at = shift(before, -number);
  const rejected = number % 1_000 === 0;
  return LedgerRow.parse({
    ...rowOf(`old-${number}`, productIds[number % productIds.length] ?? '', at),
    outcome: rejected ? 'rejected' : 'superseded',
    reason: rejected ? 'review-jump: 60.0% away' : `sequence ${number} was decided before`,
  });
}

const rowOf = (eventId: string, productId: string, at: string) => ({
  eventId,
  productId,
  kind: 'inventory',
  acceptedAt: at,
  receivedAt: at,
  envelope: JSON.stringify({
    id: eventId,
    source: 'inventory',
    time: at,
    detail: { productId, stock: 7, sequence: 1, occurredAt: at },
  }),
  executions: [],
  decisions: {},
  closedAt: at,
});

const toItem = ({ executions, ...row }: LedgerRow): Record<string, unknown> => ({
  ...row,
  part: 'row',
  outcomeShard: shardKey(row.outcome ?? '', row.eventId),
});

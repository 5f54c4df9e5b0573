import { BatchWriteCommand, DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { dynamoClient } from '../../../../adapters/dynamo.ts';
import { pack } from '../../../../adapters/packed.ts';
import { shardKey } from '../../../../domain/record/ledger.ts';
import { PriceState } from '../../../../domain/state/price-state.ts';
import { LOCAL_AWS } from '../../../../local/services/aws.ts';
import { at, evidenceOn } from '../../../contract/samples.ts';

const ITEMS_A_CALL = 25;
const CALLS_AT_ONCE = 8;

/** Writes raw items, bypassing all checks of the pipeline. */
export async function writeItems(endpoint: string, table: string, items: Record<string, unknown>[]) {
  const tables = dynamoClient({ ...LOCAL_AWS, endpoint });
  const calls: Record<string, unknown>[][] = [];
  for (let from = 0; from < items.length; from += ITEMS_A_CALL)
    calls.push(items.slice(from, from + ITEMS_A_CALL));
  for (let from = 0; from < calls.length; from += CALLS_AT_ONCE)
    await Promise.all(
      calls.slice(from, from + CALLS_AT_ONCE).map((batch) =>
        tables.send(
          new BatchWriteCommand({
            RequestItems: { [table]: batch.map((Item) => ({ PutRequest: { Item } })) },
          }),
        ),
      ),
    );
  tables.destroy();
}

export const idsOf = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, number) => `${prefix}-${number}`);

/** The state of a product whose list price was put in force by its seed. */
export const priced = (productId: string, changes: Partial<PriceState> = {}): PriceState =>
  PriceState.parse({
    productId,
    revision: 5,
    price: { amount: 999, currency: 'EUR', revision: 5, since: at(0), eventId: `seed-${productId}` },
    decidedAt: at(0),
    ...changes,
  });

/** The closed row of the event that put the state's price in force. */
export const rowOf = ({ productId, price }: PriceState, changes: Record<string, unknown> = {}) => ({
  eventId: price?.eventId,
  part: 'row',
  productId,
  kind: 'seed',
  acceptedAt: at(0),
  receivedAt: at(0),
  envelope: '{}',
  decisions: {},
  outcome: 'priced',
  outcomeShard: shardKey('priced', price?.eventId ?? ''),
  closedAt: at(1),
  revision: price?.revision,
  'price.revision': price?.revision,
  ...changes,
});

/** The evidence for the state's price. */
export function proofOf({ productId, price }: PriceState, amount: unknown = price?.amount) {
  const context = (price?.revision ?? 0) - 1;
  const evidence = evidenceOn(price?.eventId ?? '', context, 'priced');
  const decision = { ...evidence.decision, price: amount };
  return {
    eventId: evidence.eventId,
    part: `decision#${context}`,
    context,
    price: amount,
    currency: decision.currency,
    packed: pack({ ...evidence, productId, decision }),
  };
}

/** Puts products with a price in force, their rows and their evidence into the stores. Redis does not get the prices. */
export async function plant(endpoint: string, productIds: string[]): Promise<void> {
  const states = productIds.map((productId) => priced(productId));
  await writeItems(endpoint, 'price-state', states);
  await writeItems(
    endpoint,
    'ledger',
    states.flatMap((state) => [rowOf(state), proofOf(state)]),
  );
}

/** Deletes the rows of the events that put these products' prices in force. */
export const removeRows = (endpoint: string, productIds: string[]): Promise<void> =>
  remove(endpoint, productIds, 'row');

/** Deletes the evidence for these products' prices. */
export const removeEvidence = (endpoint: string, productIds: string[]): Promise<void> =>
  remove(endpoint, productIds, 'decision#4');

async function remove(endpoint: string, productIds: string[], part: string): Promise<void> {
  const tables = dynamoClient({ ...LOCAL_AWS, endpoint });
  for (const productId of productIds)
    await tables.send(
      new DeleteCommand({ TableName: 'ledger', Key: { eventId: `seed-${productId}`, part } }),
    );
  tables.destroy();
}

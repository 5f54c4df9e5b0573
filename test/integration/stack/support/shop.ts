import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { Redis } from 'ioredis';
import { expect } from 'vitest';
import type * as z from 'zod';
import type { DeadLetter } from '../../../../api/routes/dead-letters.ts';
import type { Trace } from '../../../../api/routes/events.ts';
import type { PolicyTerms } from '../../../../domain/policy/policy.ts';
import type { Product } from '../../../../domain/product/product.ts';
import type { Evidence, LedgerRow } from '../../../../domain/record/ledger.ts';
import type { PriceState } from '../../../../domain/state/price-state.ts';
import { MINUTE_MS, shift } from '../../../../domain/values/time.ts';
import { LOCAL_AWS } from '../../../../local/services/aws.ts';
import { BUS_NAME } from '../../../../local/services/eventbridge.ts';
import { eventually } from './eventually.ts';

/** Addresses of a stack, as its users know them. */
export interface Where {
  url: string;
  endpoints: Record<string, string>;
}

export interface StockChange {
  productId: string;
  stock: number;
  sequence: number;
  [field: string]: unknown;
}

/** The identity of the tests. */
export const TESTER = { 'x-pricewire-person': 'tester', 'x-pricewire-client': 'cli' };

/** A client of a running stack: HTTP, the SDK's clients, and a connection to its Redis. */
export class Shop {
  readonly url: string;
  readonly stateMachineArn: string;
  readonly bus: EventBridgeClient;
  readonly workflow: SFNClient;
  readonly #redisPort: number;
  readonly dynamodb: string;
  readonly sqs: string;
  #redis: Redis | undefined;

  constructor({ url, endpoints }: Where) {
    this.url = url;
    this.stateMachineArn = endpoints['state machine'] ?? '';
    this.#redisPort = Number(endpoints['redis']?.match(/127\.0\.0\.1:(\d+)/)?.[1]);
    this.dynamodb = endpoints['dynamodb'] ?? '';
    this.sqs = endpoints['sqs'] ?? '';
    // A test that expects an error needs the first one.
    this.bus = new EventBridgeClient({ ...LOCAL_AWS, endpoint: url, maxAttempts: 1 });
    this.workflow = new SFNClient({ ...LOCAL_AWS, endpoint: url, maxAttempts: 1 });
  }

  leave(): void {
    this.bus.destroy();
    this.workflow.destroy();
    this.#redis?.disconnect();
  }

  async call(method: string, path: string, body?: unknown): Promise<Response> {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    return fetch(this.url + path, {
      method,
      headers: { 'content-type': 'application/json', ...TESTER },
      ...content,
    });
  }

  /** The answer of an API call that must succeed. */
  async api<Body>(method: string, path: string, body?: unknown): Promise<Body> {
    const response = await this.call(method, path, body);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Body;
  }

  putPolicy = (terms: z.input<typeof PolicyTerms>) =>
    this.api('PUT', `/api/policies/${terms.policyId}?breakGlass=true&why=a+test`, terms);

  setMode = (policyId: string, mode: string) => this.api('POST', `/api/policies/${policyId}/mode`, { mode });

  /** Imports the products. Returns when the storefront shows a price for each, and no event is under way. */
  async stock(...products: z.input<typeof Product>[]): Promise<void> {
    expect(await this.api('POST', '/api/products', { products })).toMatchObject({ problems: [] });
    for (const { productId, status } of products) {
      if (status !== 'retired')
        await eventually(async () => expect((await this.state(productId)).price?.revision).toBeDefined());
      await this.settled(productId);
    }
  }

  put = (Entries: PutEventsRequestEntry[]) => this.bus.send(new PutEventsCommand({ Entries }));

  /** Puts the changes on the bus, ten a call, concurrently. Returns their event ids in order. */
  async send(...changes: StockChange[]): Promise<string[]> {
    const calls: PutEventsRequestEntry[][] = [];
    for (let at = 0; at < changes.length; at += 10) calls.push(changes.slice(at, at + 10).map(toEntry));
    const answers = await Promise.all(calls.map((entries) => this.put(entries)));
    return answers.flatMap(({ Entries = [] }) => Entries.map(({ EventId }) => EventId ?? 'refused'));
  }

  async start(envelope: unknown, name?: string): Promise<string> {
    const { executionArn = '' } = await this.workflow.send(
      new StartExecutionCommand({
        stateMachineArn: this.stateMachineArn,
        input: JSON.stringify(envelope),
        ...(name ? { name } : {}),
      }),
    );
    return executionArn;
  }

  event = (id: string) => this.api<{ row: LedgerRow; evidence: Evidence[] }>('GET', `/api/events/${id}`);

  /** The row with its outcome. */
  ended = (id: string, withinMs?: number): Promise<LedgerRow> =>
    eventually(async () => {
      const { row } = await this.event(id);
      expect(row.outcome, `the outcome of ${id}`).toBeDefined();
      return row;
    }, withinMs);

  async rowsOf(productId: string): Promise<LedgerRow[]> {
    const path = `/api/events?product=${encodeURIComponent(productId)}&limit=1000`;
    return (await this.api<{ events: LedgerRow[] }>('GET', path)).events;
  }

  /** Returns when every event of the product has its outcome. Its mark goes with the product's next commit. */
  settled = (productId: string, withinMs?: number): Promise<void> =>
    eventually(async () => {
      const rows = await this.rowsOf(productId);
      expect(rows.filter(({ outcome }) => outcome === undefined)).toEqual([]);
    }, withinMs);

  /** Sets the row's time of reception a minute back, so that the sweeper handles it at once. */
  async age(id: string): Promise<void> {
    const { receivedAt } = (await this.event(id)).row;
    const tables = new DynamoDBClient({ ...LOCAL_AWS, endpoint: this.dynamodb });
    await tables.send(
      new UpdateItemCommand({
        TableName: 'ledger',
        Key: { eventId: { S: id }, part: { S: 'row' } },
        UpdateExpression: 'SET receivedAt = :earlier',
        ExpressionAttributeValues: { ':earlier': { S: shift(receivedAt, -MINUTE_MS) } },
      }),
    );
    tables.destroy();
  }

  async trace(id: string): Promise<Trace[]> {
    return (await this.api<{ executions: Trace[] }>('GET', `/api/events/${id}/trace`)).executions;
  }

  async state(productId: string): Promise<PriceState> {
    const path = `/api/products/${encodeURIComponent(productId)}`;
    const { state } = await this.api<{ state: PriceState | null }>('GET', path);
    return state ?? ({ productId, revision: 0, unsettled: {} } as unknown as PriceState);
  }

  price = (productId: string) =>
    this.api<Record<string, unknown>>('GET', `/v1/prices/${encodeURIComponent(productId)}`);

  async letters(queue: 'dead-letters' | 'undelivered'): Promise<DeadLetter[]> {
    return (await this.api<{ messages: DeadLetter[] }>('GET', `/api/dead-letters?queue=${queue}`)).messages;
  }

  get redis(): Redis {
    if (Number.isNaN(this.#redisPort)) throw new Error('this stack has its Redis in its own process');
    this.#redis ??= new Redis(this.#redisPort, '127.0.0.1', { maxRetriesPerRequest: 1 }).on(
      'error',
      () => {},
    );
    return this.#redis;
  }

  /** The hash as documented for direct readers of Redis. */
  hash = (productId: string): Promise<Record<string, string>> =>
    this.redis.hgetall(`local:price:${productId}`);
}

export const inventoryEntry = (detail: unknown): PutEventsRequestEntry => ({
  EventBusName: BUS_NAME,
  Source: 'inventory',
  DetailType: 'InventoryChanged',
  Detail: typeof detail === 'string' ? detail : JSON.stringify(detail),
});

const toEntry = (change: StockChange) => inventoryEntry({ occurredAt: new Date().toISOString(), ...change });

/** An envelope as the bus delivers it. */
export const envelope = (id: string, change: StockChange) => ({
  version: '0',
  id,
  source: 'inventory',
  'detail-type': 'InventoryChanged',
  time: new Date().toISOString(),
  detail: { occurredAt: new Date().toISOString(), ...change },
});

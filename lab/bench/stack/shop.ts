import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { PublishedPrice } from '../../../adapters/price-cache.ts';
import { type InventoryBus, type InventoryDetail, inventoryBus } from '../../../cli/shared/bus.ts';
import type { LedgerRow } from '../../../domain/record/ledger.ts';
import type { PriceState } from '../../../domain/state/price-state.ts';
import { localStores } from '../../../local/clients.ts';
import { LOCAL_AWS } from '../../../local/services/aws.ts';
import { BUS_NAME } from '../../../local/services/eventbridge.ts';
import { toPublished } from '../../../tasks/publish-price.ts';
import { POLICY, productOf } from '../pipeline/services.ts';
import type { RunningStack } from './start.ts';

/** A client of the stack: products, events, and their results. */
export interface BenchShop {
  /** Puts products into the catalog, with their list prices in force. */
  stock(productIds: string[]): Promise<void>;
  /** Sends one event, and returns its id. */
  send(detail: InventoryDetail): Promise<string>;
  /** Sends at most 10 events in one call, and returns their ids in order. */
  sendAll(details: InventoryDetail[]): Promise<string[]>;
  rows(eventIds: string[]): Promise<LedgerRow[]>;
  state(productId: string): Promise<PriceState | undefined>;
  /** Puts another price in force, in the record only. Returns it in the format of a publication. */
  putInForce(productId: string): Promise<PublishedPrice>;
  /** Running and waiting events. */
  inFlight(): Promise<number>;
  /** Returns when no event is under way. */
  idle(): Promise<void>;
  /** Returns the answer of the API as text. */
  read(path: string): Promise<string>;
  close(): void;
}

/** Identity in the headers of API requests. */
export const BENCH_PERSON = { 'x-pricewire-client': 'cli', 'x-pricewire-person': 'bench' };

export function benchShop({ url, endpoints }: RunningStack): BenchShop {
  const { ledger, priceStates } = localStores(endpoints['dynamodb'] ?? '');
  const client = new EventBridgeClient({ ...LOCAL_AWS, endpoint: url });
  const bus: InventoryBus = inventoryBus(client, BUS_NAME, (error) => error as Error);
  const ask = async (method: string, path: string, body?: unknown): Promise<string> => {
    const response = await fetch(`${url}/api${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...BENCH_PERSON,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text;
  };
  const sendAll = async (details: InventoryDetail[]) =>
    (await bus.put(details)).map((put) => {
      if ('refused' in put) throw new Error(put.refused);
      return put.eventId;
    });
  const inFlight = async () => (JSON.parse(await ask('GET', '/status')) as { inFlight: number }).inFlight;
  return {
    async stock(productIds) {
      await ask('PUT', `/policies/${POLICY.policyId}?breakGlass=true&why=bench&mode=live`, POLICY);
      for (let at = 0; at < productIds.length; at += 200)
        await ask('POST', '/products', { products: productIds.slice(at, at + 200).map(productOf) });
    },
    sendAll,
    async send(detail) {
      const [eventId = ''] = await sendAll([detail]);
      return eventId;
    },
    state: (productId) => priceStates.read(productId),
    async putInForce(productId) {
      const state = await priceStates.read(productId);
      if (state?.price === undefined) throw new Error(`${productId} has no price`);
      const [revision, eventId, at] = [state.revision + 1, 'bench', new Date().toISOString()];
      const price = { ...state.price, revision, eventId, since: at };
      const mark = { outcome: 'priced' as const, revision, reason: 'bench', at };
      const next = { ...state, revision, price, unsettled: { ...state.unsettled, [eventId]: mark } };
      if (!(await priceStates.commit(next, eventId))) throw new Error(`${productId} was overtaken`);
      await priceStates.settle(productId, eventId);
      return toPublished(price);
    },
    inFlight,
    async rows(eventIds) {
      const rows: LedgerRow[] = [];
      for (let at = 0; at < eventIds.length; at += 100)
        rows.push(...(await ledger.readMany(eventIds.slice(at, at + 100))));
      return rows;
    },
    async idle() {
      while ((await inFlight()) > 0) await sleep(100);
    },
    read: (path) => ask('GET', path),
    close: () => client.destroy(),
  };
}

import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import pLimit from 'p-limit';
import type { Product } from '../../domain/product/product.ts';
import { type Customer, customers, staticTakings, type Takings, take } from './customers.ts';
import type { SampleProduct } from './sample.ts';

export interface SaleSettings {
  /** URL of the stack. */
  url: string;
  products: SampleProduct[];
  /** Last sequence of each product; new events continue from it. */
  sequences: ReadonlyMap<string, number>;
  seconds: number;
  visitors: number;
  seed: number;
  /** Called after every visitor. */
  onVisitor(done: number): void;
  now(): number;
  sleep(ms: number): Promise<void>;
}

export interface SaleResult {
  eventIds: string[];
  sold: Takings;
  /** The same visitors at list prices. */
  static: Takings;
  visitors: number;
  /** Visitors who got no price. */
  turnedAway: number;
}

/** Every n-th event is delivered twice, or late, to exercise the handling of both. */
const TWICE_EVERY = 25;
const LATE_EVERY = 40;
const LATE_BY_MS = 1_500;
const REQUESTS_AT_ONCE = 16;

interface Shelf {
  product: Product;
  stock: number;
  sequence: number;
}

/** Plays a sale in real time: visitors read the price from the storefront and buy or leave. Each purchase is an inventory event. */
export async function playSale(settings: SaleSettings): Promise<SaleResult> {
  const { url, products, seconds, seed, now, sleep } = settings;
  const visitors = customers(products, settings.visitors, seconds, seed);
  const bus = new EventBridgeClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    endpoint: url,
  });
  const shelves = new Map<string, Shelf>(
    products.map(({ product, stock }) => [
      product.productId,
      { product, stock, sequence: settings.sequences.get(product.productId) ?? 0 },
    ]),
  );
  const result: SaleResult = {
    eventIds: [],
    sold: { revenue: 0, margin: 0, units: 0 },
    static: staticTakings(products, visitors),
    visitors: visitors.length,
    turnedAway: 0,
  };
  const pending: Promise<unknown>[] = [];
  const send = async (productId: string, { stock, sequence }: Shelf, occurredAt: string, reason: string) => {
    const Detail = JSON.stringify({ productId, stock, sequence, occurredAt, reason });
    const { Entries = [] } = await bus.send(
      new PutEventsCommand({
        Entries: [{ EventBusName: 'pricewire', Source: 'inventory', DetailType: 'InventoryChanged', Detail }],
      }),
    );
    const id = Entries[0]?.EventId;
    if (id === undefined) throw new Error(`the bus refused an event: ${Entries[0]?.ErrorMessage}`);
    result.eventIds.push(id);
  };
  const change = (productId: string, shelf: Shelf, by: number, reason: string) => {
    shelf.stock += by;
    shelf.sequence += 1;
    const told = { ...shelf };
    const occurredAt = new Date(now()).toISOString();
    const at = pending.length;
    const late = at % LATE_EVERY === 0 ? sleep(LATE_BY_MS) : Promise.resolve();
    pending.push(late.then(() => send(productId, told, occurredAt, reason)));
    if (at % TWICE_EVERY === 0) pending.push(late.then(() => send(productId, told, occurredAt, reason)));
  };
  const visit = async ({ productId, pays }: Customer) => {
    const response = await fetch(`${url}/v1/prices/${encodeURIComponent(productId)}`);
    if (!response.ok) {
      result.turnedAway += 1;
      return;
    }
    const { price } = (await response.json()) as { price: number };
    const shelf = shelves.get(productId);
    if (shelf === undefined || shelf.stock === 0 || pays < price) return;
    take(result.sold, shelf.product, price);
    change(productId, shelf, -1, 'sale');
  };

  for (const [productId, shelf] of shelves) change(productId, shelf, 0, 'stock count before the sale');
  const room = pLimit(REQUESTS_AT_ONCE);
  const start = now();
  const visits: Promise<void>[] = [];
  for (const [index, visitor] of visitors.entries()) {
    const wait = start + visitor.at * 1000 - now();
    if (wait > 0) await sleep(wait);
    visits.push(room(() => visit(visitor)));
    settings.onVisitor(index + 1);
  }
  await Promise.all(visits);
  await Promise.all(pending);
  bus.destroy();
  return result;
}

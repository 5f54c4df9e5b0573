import { setTimeout as sleep } from 'node:timers/promises';
import { SingleBar } from 'cli-progress';
import { playSale } from '../lab/simulation/flash-sale.ts';
import { type SampleProduct, sampleCatalog, samplePolicy } from '../lab/simulation/sample.ts';
import { type SaleSummary, summarize } from '../lab/simulation/summary.ts';
import type { Stack } from '../local/stack.ts';
import { askingHeaders } from './shared/asking.ts';

export interface FlashSaleOptions {
  seconds: number;
  visitors: number;
  seed: number;
  /** Receives a line for each step. The progress bar is drawn on a terminal only. */
  say(line: string): void;
  showProgress: boolean;
}

// Time for the outcomes of the last events.
const SETTLE_WITHIN_MS = 60_000;

/** Loads the sample catalog into the stack, plays a flash sale on it, and returns a summary of the ledger. */
export async function runFlashSale(
  stack: Stack,
  { seconds, visitors, seed, say, showProgress }: FlashSaleOptions,
): Promise<SaleSummary> {
  // Set-up takes a few seconds; the products stay on sale until the last visitor has come.
  const products = sampleCatalog(new Date(Date.now() + (seconds + 5) * 1000).toISOString());
  const policy = samplePolicy();
  const known = await stack.stores.catalog.policy(policy.policyId);
  if (known === undefined) await request(stack, 'PUT', `/api/policies/${policy.policyId}`, policy);
  await request(stack, 'POST', '/api/products', { products: products.map(({ product }) => product) });
  await waitForPrices(stack, products);
  await stack.idle();
  say(`${products.length} products are in the catalog, each with its list price in force.`);

  say(`A flash sale of ${seconds} s begins: ${visitors} visitors, seed ${seed}.`);
  say(
    'Its policy, flash-sale, is for this demonstration: live at once, with prices that move far and fast. For a shop begin with local/default-policy.json.',
  );
  const bar = new SingleBar({
    format: 'sale {bar} {percentage}% | {value}/{total} visitors | {eta} s left',
    stream: process.stderr,
  });
  if (showProgress) bar.start(visitors, 0);
  const sale = await playSale({
    url: stack.url,
    products,
    sequences: await sequencesOf(stack, products),
    seconds,
    visitors,
    seed,
    onVisitor: (done) => bar.update(done),
    now: Date.now,
    sleep,
  });
  bar.stop();
  const settled = await Promise.race([
    stack.idle().then(() => true),
    sleep(SETTLE_WITHIN_MS, false, { ref: false }),
  ]);
  if (!settled) say(`Some events have no outcome after ${SETTLE_WITHIN_MS / 1000} s; they count as open.`);

  const rows = await stack.stores.ledger.readMany(sale.eventIds);
  const states = await Promise.all(
    products.map(({ product }) => stack.stores.priceStates.read(product.productId)),
  );
  const listPrices = new Map(products.map(({ product }) => [product.productId, product.listPrice]));
  return summarize(
    sale,
    rows,
    states.filter((state) => state !== undefined),
    listPrices,
  );
}

async function request(stack: Stack, method: string, path: string, body: unknown): Promise<void> {
  const response = await fetch(`${stack.url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...askingHeaders(process.env) },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
}

const PRICES_WITHIN_MS = 30_000;

async function waitForPrices(stack: Stack, products: SampleProduct[]): Promise<void> {
  const deadline = Date.now() + PRICES_WITHIN_MS;
  for (const { product } of products) {
    while ((await stack.stores.cache.read(product.productId)) === undefined) {
      if (Date.now() > deadline)
        throw new Error(`${product.productId} has no price after ${PRICES_WITHIN_MS / 1000} s`);
      await sleep(20);
    }
  }
}

async function sequencesOf(stack: Stack, products: SampleProduct[]): Promise<Map<string, number>> {
  const states = await Promise.all(
    products.map(({ product }) => stack.stores.priceStates.read(product.productId)),
  );
  return new Map(states.flatMap((state) => (state ? [[state.productId, state.sequence ?? 0] as const] : [])));
}

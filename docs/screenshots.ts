// Takes the pictures of docs/console.md and docs/compliance.md, from a flash sale with some events that can't be processed.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { type BrowserContext, chromium } from 'playwright-core';
import { runFlashSale } from '../cli/flash-sale.ts';
import { askingHeaders } from '../cli/shared/asking.ts';
import { buildPage, isBuilt } from '../console/server/build-page.ts';
import { samplePolicy } from '../lab/simulation/sample.ts';
import { LOCAL_AWS } from '../local/services/aws.ts';
import { BUS_NAME } from '../local/services/eventbridge.ts';
import { type Stack, startStack } from '../local/stack.ts';
import { CHROMIUM_FLAGS, chromiumPath } from '../test/e2e/console/chromium.ts';
import { SCREENSHOTS, type Screenshot } from './screenshots-list.ts';

const PICTURES = new URL('./console/', import.meta.url).pathname;
const SIZE = { width: 1440, height: 900 };
const SALE = { seconds: 25, visitors: 2_500, seed: 7, showProgress: false };

const say = (line: string): void => console.error(line);

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pricewire-screenshots-'));
  if (!(await isBuilt()) && !(await buildPage(say).done)) throw new Error('the console could not be built');
  const stack = await startStack({
    dataDir: join(folder, 'data'),
    port: 0,
    path: process.env['PATH'],
    onFault: (error) => say(String(error)),
  });
  const browser = await chromium.launchPersistentContext(join(folder, 'profile'), {
    executablePath: chromiumPath(),
    headless: true,
    args: CHROMIUM_FLAGS,
    viewport: SIZE,
  });
  try {
    await runFlashSale(stack, { ...SALE, say });
    await sendBroken(stack);
    await sendJump(stack);
    await stack.idle();
    for (const each of SCREENSHOTS) await take(browser, stack, each);
  } finally {
    await browser.close();
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Events of unknown products, without a stock that can be, and with a sequence that is far too high. */
const sendBroken = (stack: Stack): Promise<void> =>
  send(stack, [
    ...Array.from({ length: 9 }, (_, at) => ({ productId: `FA-NEW-${at + 1}`, stock: 40 + at, sequence: 1 })),
    ...Array.from({ length: 4 }, (_, at) => ({ productId: 'HO-KETTLE', stock: -1 - at, sequence: 500 + at })),
    { productId: 'EL-WEBCAM', stock: 12, sequence: 1_000_000_000 },
  ]);

async function send({ url }: Stack, details: readonly object[]): Promise<void> {
  const bus = new EventBridgeClient({ ...LOCAL_AWS, endpoint: url });
  const occurredAt = new Date().toISOString();
  for (let at = 0; at < details.length; at += 10)
    await bus.send(
      new PutEventsCommand({
        Entries: details.slice(at, at + 10).map((detail) => ({
          EventBusName: BUS_NAME,
          Source: 'inventory',
          DetailType: 'InventoryChanged',
          Detail: JSON.stringify({ occurredAt, ...detail }),
        })),
      }),
    );
  bus.destroy();
}

/** An event whose proposal is too far from the price in force, of a product that a person may release it for. */
async function sendJump(stack: Stack): Promise<void> {
  const policy = samplePolicy();
  const { guardrails } = policy;
  const policyId = 'careful';
  await ask(stack, 'PUT', `/policies/${policyId}`, {
    ...policy,
    policyId,
    guardrails: { ...guardrails, reviewJump: { ofPriceInForcePercent: 10 } },
  });
  const productId = 'HO-ESPRESSO';
  const product = { productId, name: 'Espresso machine', category: 'home', currency: 'EUR' };
  const terms = { listPrice: 24_900, unitCost: 14_000, baselineUnitsPerHour: 300, policyId };
  await ask(stack, 'POST', '/products', { products: [{ ...product, ...terms, status: 'active' }] });
  while ((await stack.stores.cache.read(productId)) === undefined) await sleep(50);
  await send(stack, [{ productId, stock: 4, sequence: 1 }]);
}

async function ask({ url }: Stack, method: string, path: string, body: unknown): Promise<void> {
  const response = await fetch(`${url}/api${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...askingHeaders(process.env) },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
}

async function take(browser: BrowserContext, { url }: Stack, shot: Screenshot): Promise<void> {
  const page = await browser.newPage();
  const { name, person, theme = 'light', place, ready, before } = shot;
  await page.emulateMedia({ colorScheme: theme });
  await page.addInitScript(`localStorage.setItem('pricewire.person', '${person}')`);
  const ask = async <Answer>(path: string): Promise<Answer> => {
    const response = await fetch(`${url}/api${path}`, { headers: { 'x-pricewire-person': person } });
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return (await response.json()) as Answer;
  };
  await page.goto(`${url}/console${await place(ask)}`);
  await page.getByRole('heading', { name: ready }).first().waitFor();
  await page.waitForLoadState('networkidle').catch(() => {});
  await before?.(page);
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
  await page.close();
  say(`docs/console/${name}.png`);
}

await main();

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { buildPage, isBuilt } from '../../../console/server/build-page.ts';
import { atTheEnd } from '../../integration/stack/support/cleanup.ts';
import { freshDir } from '../../integration/stack/support/scratch.ts';
import { CHROMIUM_FLAGS, chromiumPath } from './chromium.ts';

export interface DeskOptions {
  /** The chosen person; absent: nobody is chosen. */
  person?: string;
  theme?: 'light' | 'dark';
  size?: { width: number; height: number };
}

/** A browser with one page of the console, closed after the test. */
export interface Desk {
  page: Page;
  context: BrowserContext;
  /** Opens an address within the console, such as `/live`. */
  open(place: string): Promise<void>;
  /** The warnings and errors that the browser has reported. */
  complaints: string[];
  /** Saves a screenshot for people. */
  picture(name: string): Promise<void>;
}

const PICTURES = new URL('../../../test-results/console/', import.meta.url).pathname;

/** Opens a browser with a profile of its own, on the console of a stack. */
export async function openDesk(url: string, options: DeskOptions = {}): Promise<Desk> {
  const { person, theme = 'light', size = { width: 1440, height: 900 } } = options;
  const context = await chromium.launchPersistentContext(await freshDir(), {
    executablePath: chromiumPath(),
    headless: true,
    args: CHROMIUM_FLAGS,
    viewport: size,
    colorScheme: theme,
    acceptDownloads: true,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  atTheEnd(() => context.close());
  context.setDefaultTimeout(20_000);
  if (person !== undefined)
    await context.addInitScript(
      `localStorage.getItem('pricewire.person') ?? localStorage.setItem('pricewire.person', '${person}')`,
    );
  const page = context.pages()[0] ?? (await context.newPage());
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return {
    page,
    context,
    complaints,
    open: async (place) => void (await page.goto(`${url}/console${place}`)),
    picture: async (name) => {
      await mkdir(PICTURES, { recursive: true });
      await page.screenshot({ path: join(PICTURES, `${name}.png`) });
    },
  };
}

/** Builds the page if it is missing or older than its sources. */
export async function builtPage(): Promise<void> {
  if (await isBuilt()) return;
  const said: string[] = [];
  const built = await buildPage((line) => said.push(line)).done;
  if (!built) throw new Error(said.join('\n'));
}

/** Asserts that axe finds no serious problem in the open page. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join('\n  ')}`);
  expect(serious).toEqual([]);
}

const PHONE = { width: 390, height: 844 };

/** Asserts that on a phone only tables scroll sideways. */
export async function expectFitsPhone(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize(PHONE);
  await expect.poll(() => page.evaluate<number>(TOO_WIDE)).toBeLessThanOrEqual(0);
  if (before !== null) await page.setViewportSize(before);
}

// The main part scrolls content that is too wide, not the document.
const TOO_WIDE = `(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector('main'))`;

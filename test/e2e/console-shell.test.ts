import { beforeAll, describe, expect, it } from 'vitest';
import type { Shop } from '../integration/stack/support/shop.ts';
import { openDesk } from './console/desk.ts';
import { openShopFloor } from './console/shop-floor.ts';

describe('the console', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShopFloor(2);
  });

  it('asks for a name, says that it is not proven, and remembers it', async () => {
    const { page, open, picture, complaints } = await openDesk(shop.url);
    await open('/live');
    await page.getByRole('heading', { name: 'Who are you?' }).waitFor();
    await picture('who-are-you');

    await page.getByRole('button', { name: 'Ann' }).click();

    await page.getByRole('heading', { name: 'Live' }).waitFor();
    await page.getByText('local, not proven').waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Live' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('lets another person take over from the picker, by keyboard', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    await open('/live');
    await page.getByRole('button', { name: 'Who you are: Ann' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: /Ben/ }).focus();
    await page.keyboard.press('Enter');

    await page.getByRole('button', { name: 'Who you are: Ben' }).waitFor();
  });

  it('opens every page by two keys, and focuses its heading', async () => {
    const { page, open, complaints } = await openDesk(shop.url, { person: 'ann' });
    await open('/live');
    await page.getByRole('heading', { name: 'Live', level: 1 }).waitFor();
    for (const [key, title] of [
      ['e', 'Events'],
      ['d', 'Dead letters'],
      ['f', 'Feeds'],
      ['y', 'Readiness'],
      ['p', 'Products'],
      ['l', 'Live'],
    ] as const) {
      await page.keyboard.press('g');
      await page.keyboard.press(key);
      await page.getByRole('heading', { name: title, level: 1 }).waitFor();
      await expect.poll(() => page.locator('h1:focus').textContent()).toBe(title);
      await expect.poll(() => page.title()).toBe(`${title} · Pricewire`);
    }
    expect(complaints).toEqual([]);
  });

  it('lists the keys of the open page on ?, and ignores single keys once they are off', async () => {
    const { page, open, picture } = await openDesk(shop.url, { person: 'ann' });
    await open('/live');
    await page.getByRole('heading', { name: 'Live', level: 1 }).waitFor();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await help.getByText('Pause or resume updates').waitFor();
    await help.getByText('Go to Dead letters').waitFor();
    await picture('help');

    await help.getByRole('switch', { name: 'Single-key shortcuts' }).click();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
    await page.keyboard.press('h');

    expect(await page.getByRole('button', { name: 'Pause updates' }).getAttribute('aria-pressed')).toBe(
      'false',
    );
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await help.getByRole('switch', { name: 'Single-key shortcuts' }).click();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
    await page.keyboard.press('h');
    await page.getByText(/Paused at/).waitFor();
  });

  it('does not treat letters in a field as shortcuts', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    await open('/live');
    await page.getByRole('heading', { name: 'Live', level: 1 }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('ghte');

    expect(await page.getByPlaceholder('Event or product id').inputValue()).toBe('ghte');
    await page.getByRole('button', { name: 'Pause updates' }).waitFor();
  });

  it('opens a product by its id', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    const [product] = (
      await shop.api<{ products: { productId: string; name: string }[] }>('GET', '/api/products')
    ).products;
    await open('/live');
    await page.getByPlaceholder('Event or product id').fill(product?.productId ?? '');
    await page.keyboard.press('Enter');

    await page.getByRole('heading', { name: product?.name ?? '', level: 1 }).waitFor();
  });

  it('follows the theme of the system until somebody chooses one, and keeps the choice', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann', theme: 'dark' });
    const theme = () => page.locator('html').getAttribute('data-mantine-color-scheme');
    await open('/live');
    await page.getByRole('heading', { name: 'Live', level: 1 }).waitFor();
    expect(await theme()).toBe('dark');

    await page.keyboard.press('t');

    await expect.poll(theme).toBe('light');
    await page.reload();
    await page.getByRole('heading', { name: 'Live', level: 1 }).waitFor();
    expect(await theme()).toBe('light');
  });

  it('lets people skip the navigation by keyboard', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    await open('/live');
    await page.getByRole('heading', { name: 'Live', level: 1 }).waitFor();
    const skip = page.getByRole('link', { name: 'Skip to the page' });
    await skip.focus();
    await page.keyboard.press('Enter');

    await expect.poll(() => page.locator('main:focus').count()).toBe(1);
  });

  it('shows why a request was refused, and retries on request', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    let refuses = true;
    await page.route('**/api/feeds*', (route) =>
      refuses
        ? route.fulfill({
            status: 409,
            contentType: 'application/problem+json',
            body: JSON.stringify({ title: 'Conflict', status: 409, detail: 'two at once' }),
          })
        : route.continue(),
    );
    await open('/feeds');
    const note = page.getByRole('alert');
    await note.getByText('two at once').waitFor();

    refuses = false;
    await page.getByRole('button', { name: 'Try again' }).click();

    await page.getByRole('heading', { name: 'Silent' }).waitFor();
    await note.waitFor({ state: 'hidden' });
  });

  it('keeps its navigation when a page breaks', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    await page.route('**/api/feeds*', (route) => route.fulfill({ json: { looked: {} } }));
    await open('/feeds');
    await page.getByRole('heading', { name: 'Page failed' }).waitFor();

    await page.getByRole('navigation').getByRole('link', { name: 'Events' }).click();

    await page.getByRole('heading', { name: 'Events', level: 1 }).waitFor();
  });

  it('distinguishes a page that could not be fetched from one that broke', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    await open('/live');
    await page.getByRole('heading', { name: 'Live', level: 1 }).waitFor();
    await page.route('**/assets/feeds-page*', (route) => route.abort());
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await page.getByRole('heading', { name: 'Page not loaded' }).waitFor();
    await page.unroute('**/assets/feeds-page*');

    await page.getByRole('button', { name: 'Reload page' }).click();

    await page.getByRole('heading', { name: 'Feeds', level: 1 }).waitFor();
  });

  it('reports an unknown page', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    await open('/nowhere');

    await page.getByRole('heading', { name: 'Page not found' }).waitFor();
  });

  it('stays usable on a small screen', async () => {
    const { page, open, picture } = await openDesk(shop.url, {
      person: 'ann',
      size: { width: 480, height: 860 },
    });
    await open('/live');
    await page.getByRole('navigation').getByRole('link', { name: 'Events' }).click();

    await page.getByRole('heading', { name: 'Events', level: 1 }).waitFor();
    await picture('small-screen');
  });
});

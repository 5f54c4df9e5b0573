import { beforeAll, describe, expect, it } from 'vitest';
import type { EventTrace } from '../../api/routes/events.ts';
import type { Shop } from '../integration/stack/support/shop.ts';
import { openDesk } from './console/desk.ts';
import { roughTrace } from './console/rough-trace.ts';
import { newestPriced, openShopFloor, sellDown } from './console/shop-floor.ts';

const PRODUCT = 'FA-SCARF';
const ROUGH = 'rough-event';

describe('the trace of an event', () => {
  let shop: Shop;
  let priced: string;
  let other: string;
  let dead: string;
  beforeAll(async () => {
    shop = await openShopFloor();
    const sold = await sellDown(shop, PRODUCT, [500, 40, 30, 6]);
    [other = ''] = sold;
    priced = await newestPriced(shop, PRODUCT);
    [dead = ''] = await shop.send({ productId: 'LOST', stock: 1, sequence: 1 });
    await shop.ended(dead);
  });

  const atDesk = async (place: string, trace?: EventTrace) => {
    const desk = await openDesk(shop.url, { person: 'ann' });
    if (trace) await desk.page.route('**/api/events/*/trace', (route) => route.fulfill({ json: trace }));
    await desk.open(place);
    await desk.page.getByRole('heading', { name: 'Timeline' }).waitFor();
    return desk;
  };

  it('marks the path through the workflow, and the states that were not entered', async () => {
    const { page, picture, complaints } = await atDesk(`/events/${dead}`);
    const graph = page.getByRole('region', { name: 'Workflow' });
    await graph.getByRole('button', { name: 'ReceiveEvent: passed' }).waitFor();
    await graph.getByRole('button', { name: 'LoadContext: caught' }).waitFor();
    await graph.getByRole('button', { name: 'DeadLettered: failed' }).waitFor();
    await graph.getByText(/^PublishPrice\s+not entered$/).waitFor();
    expect(await graph.getByRole('button', { name: /PublishPrice/ }).count()).toBe(0);
    await picture('trace-dead-lettered');
    expect(complaints).toEqual([]);
  });

  it('opens at the state that failed, with its error', async () => {
    const { page } = await atDesk(`/events/${dead}`);

    await page.getByRole('region', { name: '2. LoadContext' }).waitFor();
    await page
      .getByRole('region', { name: 'Error of LoadContext' })
      .getByText('"UnknownProduct"')
      .first()
      .waitFor();
  });

  it('distinguishes retries, waiting, failures and work', async () => {
    const { page, picture } = await atDesk(`/events/${ROUGH}`, roughTrace(ROUGH));
    const graph = page.getByRole('region', { name: 'Workflow' });
    await graph.getByRole('button', { name: 'LoadContext 3 attempts: retried' }).waitFor();
    await graph.getByRole('button', { name: 'PredictPrice: caught' }).waitFor();
    const timeline = page.getByRole('region', { name: 'Timeline' });
    await timeline
      .getByRole('button', { name: /^LoadContext 4.1 s: retried, after 40 ms, 3 attempts/ })
      .waitFor();
    expect(await timeline.getByTitle('2 failed, and the waits between them: 4.0 s').count()).toBe(1);
    expect(await timeline.getByTitle('ModelTimeout').count()).toBe(1);
    expect(await timeline.getByTitle('Waiting and start-up: 10 ms').count()).toBe(1);
    await timeline.getByRole('button', { name: /^ChooseWay –: passed, after 4.1 s, derived/ }).waitFor();
    await page.getByRole('tab', { name: 'Attempts' }).waitFor();
    await picture('trace-retried');
  });

  it('shows which fields of a state are kept and which derived', async () => {
    const { page } = await atDesk(`/events/${priced}`);
    const timeline = page.getByRole('region', { name: 'Timeline' });
    await timeline.getByRole('button', { name: /^ApplyGuardrails \d/ }).click();
    await page.getByRole('tab', { name: 'Input' }).click();
    await page.getByText('Kept: context, proposal. Derived: execution, event.').waitFor();
    await page.getByRole('tab', { name: 'Output' }).click();
    await page.getByText(/Kept: verdict, outcome, reason/).waitFor();

    await timeline.getByRole('button', { name: /^ChooseWay/ }).click();

    await page.getByText(/recorded no entry for this state/).waitFor();
  });

  it('links graph, timeline and table with each other', async () => {
    const { page } = await atDesk(`/events/${priced}`);
    const graph = page.getByRole('region', { name: 'Workflow' });
    const timeline = page.getByRole('region', { name: 'Timeline' });
    const table = page.getByRole('region', { name: 'States', exact: true });
    const isShownEverywhere = async (name: string) => {
      await page.getByRole('heading', { name: new RegExp(`^\\d+\\. ${name}$`) }).waitFor();
      await expect.poll(() => graph.locator('button[aria-pressed=true]').textContent()).toContain(name);
      await expect.poll(() => timeline.locator('[aria-current=step]').textContent()).toContain(name);
      await expect.poll(() => table.locator('tr[aria-current=step]').textContent()).toContain(name);
    };
    await graph.getByRole('button', { name: /^Commit:/ }).click();
    await isShownEverywhere('Commit');
    await timeline.getByRole('button', { name: /^PublishPrice \d/ }).click();
    await isShownEverywhere('PublishPrice');
    await table.getByRole('button', { name: 'LoadContext' }).click();
    await isShownEverywhere('LoadContext');
    await page.keyboard.press('j');
    await isShownEverywhere('ChooseWay');
    await page.keyboard.press('k');
    await page.reload();
    await isShownEverywhere('LoadContext');
  });

  it('shows input, result and changes of a state', async () => {
    const { page, picture } = await atDesk(`/events/${priced}`);
    await page
      .getByRole('region', { name: 'Timeline' })
      .getByRole('button', { name: /^Commit \d/ })
      .click();
    await page.getByRole('tab', { name: 'Variables' }).click();
    await page
      .getByRole('region', { name: 'Variables after Commit' })
      .getByText('"committed"')
      .first()
      .waitFor();

    await page.keyboard.press('d');

    const changed = page.getByRole('region', { name: 'Variables that Commit changed' });
    await changed.getByText(/added.*"committed": /).waitFor();
    expect(await changed.getByText(/equal lines/).count()).toBeGreaterThan(0);
    await picture('trace-priced');
  });

  it('copies the trace as JSON', async () => {
    const { page } = await atDesk(`/events/${priced}`);
    await page.getByRole('button', { name: 'Copy trace as JSON' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = (await page.evaluate('navigator.clipboard.readText()')) as string;

    expect(JSON.parse(copied)).toEqual(await shop.api('GET', `/api/events/${priced}/trace`));
  });

  it('explains the price by demand curve, expected profit and every guardrail', async () => {
    const { page, picture, complaints } = await atDesk(`/events/${priced}`);
    await page.getByRole('tab', { name: 'Why this price' }).click();
    const trail = page.getByRole('region', { name: 'Guardrails' });
    await trail.getByRole('row', { name: /margin-floor/ }).waitFor();
    expect(await trail.getByRole('row').count()).toBe(14);
    await page.getByRole('heading', { name: 'Decision' }).waitFor();
    await picture('why-this-price');
    expect(complaints).toEqual([]);
  });

  it('compares two events, and opens the first state that differs', async () => {
    const { page, picture, complaints } = await atDesk(`/events/${dead}`);
    await page.getByLabel('Id of the event to compare with').fill(other);
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.waitForURL(/\/compare\?/);

    await page.getByText(/They first differ in/).waitFor();
    const states = page.getByRole('region', { name: 'States' });
    await states.getByRole('row', { name: /LoadContext.*error/ }).waitFor();
    await page
      .getByRole('region', { name: /^Input of .*, A against B$/ })
      .first()
      .waitFor();
    await picture('compare');
    expect(complaints).toEqual([]);
  });

  it('reports that a record of an earlier version has no trace', async () => {
    const old: EventTrace = { ...roughTrace(ROUGH), executions: [], withoutTrace: true };
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    await page.route('**/api/events/*/trace', (route) => route.fulfill({ json: old }));
    await open(`/events/${ROUGH}`);

    await page.getByText('An earlier version of Pricewire wrote this event').waitFor();
  });

  it('is painted quickly', async () => {
    const { page, open } = await openDesk(shop.url, { person: 'ann' });
    await open('/events');
    await page.getByRole('table', { name: 'Events' }).waitFor();
    const times: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      const begun = performance.now();
      await open(`/events/${priced}`);
      await page
        .getByRole('region', { name: 'Workflow' })
        .getByRole('button', { name: /^Commit:/ })
        .waitFor();
      times.push(performance.now() - begun);
    }
    console.log(`first paint of a trace, ms: ${times.map((ms) => ms.toFixed(0)).join(', ')}`);
    expect(times).toHaveLength(5);
  });
});

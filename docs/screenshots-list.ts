import type { Page } from 'playwright-core';
import type { FoundEvent, SearchResult } from '../api/routes/search.ts';

type Ask = <Answer>(path: string) => Promise<Answer>;

/** A picture of one place in the console. */
export interface Screenshot {
  /** The file's name, without its ending. */
  name: string;
  /** Who looks at it. */
  person: string;
  theme?: 'light' | 'dark';
  place: (ask: Ask) => string | Promise<string>;
  /** A heading that shows that the page is there. */
  ready: string | RegExp;
  /** What is done before the picture is taken. */
  before?: (page: Page) => Promise<void>;
}

const newest = async (ask: Ask, filter: string): Promise<FoundEvent> => {
  const { events } = await ask<SearchResult>(`/search?${filter}&limit=1`);
  const [event] = events;
  if (event === undefined) throw new Error(`the sale left no event for ${filter}`);
  return event;
};

const priced = (ask: Ask) => newest(ask, 'outcome=priced&kind=inventory&source=model');
const dead = (ask: Ask) => newest(ask, 'outcome=dead-lettered&error=UnknownProduct');

/** Every picture of the documents, in the order of the navigation. */
export const SCREENSHOTS: readonly Screenshot[] = [
  { name: 'live', person: 'ann', place: () => '/live', ready: 'Newest events' },
  { name: 'events', person: 'ann', place: () => '/events?guardrail=max-step', ready: 'Events' },
  {
    name: 'trace',
    person: 'ann',
    place: async (ask) => `/events/${(await priced(ask)).eventId}?state=6&tab=variables&diff=true`,
    ready: 'Timeline',
  },
  {
    name: 'trace-failed',
    person: 'ann',
    theme: 'dark',
    place: async (ask) => `/events/${(await dead(ask)).eventId}`,
    ready: 'Timeline',
  },
  {
    name: 'why',
    person: 'ann',
    place: async (ask) => `/events/${(await priced(ask)).eventId}?view=why`,
    ready: 'Guardrails',
  },
  {
    name: 'compare',
    person: 'ann',
    place: async (ask) => `/compare?a=${(await priced(ask)).eventId}&b=${(await dead(ask)).eventId}`,
    ready: 'States',
  },
  {
    name: 'dead-letters',
    person: 'ann',
    place: () => '/dead-letters',
    ready: 'Causes',
    before: async (page) => {
      await page.getByRole('button', { name: /UnknownProduct/ }).click();
      await page.getByRole('button', { name: 'Look inside' }).first().waitFor();
    },
  },
  {
    name: 'product',
    person: 'ann',
    place: async (ask) => `/products/${(await priced(ask)).productId ?? ''}`,
    ready: 'Price and stock',
  },
  { name: 'reviews', person: 'ben', place: () => '/reviews', ready: 'Rejections' },
  {
    name: 'review',
    person: 'ben',
    place: () => '/reviews',
    ready: 'Rejections',
    before: async (page) => {
      await page.getByRole('link', { name: 'Espresso machine' }).first().click();
      await page.getByRole('heading', { name: 'Guardrails' }).waitFor();
      await page.getByRole('button', { name: 'Take review' }).click();
      await page.getByText('Locked by you').waitFor();
      await page.getByRole('radio', { name: 'Release' }).check();
    },
  },
  {
    name: 'audit',
    person: 'finn',
    place: () => '/audit',
    ready: 'Signed days',
    before: async (page) => {
      await page.getByRole('button', { name: 'Verify all' }).click();
      await page.getByText('Log unchanged').waitFor();
    },
  },
  {
    name: 'draft',
    person: 'dana',
    place: () => '/policies/flash-sale/new-draft',
    ready: 'Changes',
    before: async (page) => {
      const terms = page.getByLabel('Terms of the policy, as JSON');
      const text = await terms.inputValue();
      await terms.fill(text.replace(/("maxStep": \{\s*"percent": )\d+/, '$15'));
      await page.getByRole('region', { name: /to what you write/ }).waitFor();
      await page.getByText('These terms can go live.').waitFor();
      await page.getByRole('button', { name: 'Run what-if' }).click();
      const outcomes = page.getByRole('table', { name: 'Outcomes before and after' });
      await outcomes.waitFor();
      await outcomes.scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'price-at',
    person: 'finn',
    theme: 'dark',
    place: async (ask) => `/reports?product=${(await priced(ask)).productId ?? ''}`,
    ready: 'Guardrails',
  },
  { name: 'rejections', person: 'finn', place: () => '/reports?report=rejections', ready: 'By guardrail' },
];

import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { FoundEvent } from '../../../api/routes/search.ts';
import { shift } from '../../../domain/values/time.ts';
import { NOW } from '../domain/make.ts';
import { ask, shopWith, TESTER } from './support.ts';

const event = (eventId: string, agoMs: number, changes: Partial<FoundEvent> = {}): FoundEvent => ({
  eventId,
  productId: 'SKU1',
  acceptedAt: shift(NOW, -agoMs),
  outcome: 'held',
  guardrails: [],
  ...changes,
});
const found = [
  event('a', 1_000),
  event('b', 2_000, {
    outcome: 'dead-lettered',
    error: 'Broken',
    reason: 'Broken: =HYPERLINK("http://evil")',
  }),
  event('c', 3_000, { guardrails: ['max-step', 'rounding'], outcome: 'priced', policy: 'default@2' }),
];
const { api } = shopWith({ found });
const idsOf = async (query: string) =>
  ((await ask(api, `/search?${query}`)).body.events as FoundEvent[]).map(({ eventId }) => eventId);

describe('GET /search', () => {
  it.each([
    ['', 'a b c'],
    ['outcome=dead-lettered,priced', 'b c'],
    ['reason=hyperlink', 'b'],
    ['policy=default', 'c'],
    ['policy=default@1', ''],
    ['guardrail=rounding', 'c'],
    ['guardrail=round', ''],
    [`since=${shift(NOW, -2_000)}&until=${shift(NOW, -2_000)}`, 'b'],
  ])('with %s finds %s', async (query, ids) => {
    expect((await idsOf(query)).join(' ')).toBe(ids);
  });

  it('goes on where the page before ended, and counts once', async () => {
    const { body: first } = await ask(api, '/search?limit=2');
    expect(first).toMatchObject({ total: 3, looked: { complete: false } });
    const { body: second } = await ask(api, `/search?limit=2&cursor=${first.next}`);
    expect(second.events.map(({ eventId }: FoundEvent) => eventId)).toEqual(['c']);
    expect(second).toMatchObject({ looked: { complete: true } });
    expect(second).not.toHaveProperty('next');
    expect(second).not.toHaveProperty('total');
  });

  it.each([
    ['sku=1', 'sku'],
    ['outcome=lost', 'outcome'],
    ['outcome=', 'outcome'],
    ['limit=1001', 'limit'],
    ['cursor=abc', 'cursor'],
    [`since=${NOW}&until=${shift(NOW, -1)}`, 'until'],
  ])('refuses %s, and names it', async (query, name) => {
    const { status, body } = await ask(api, `/search?${query}`);
    expect([status, body.detail]).toEqual([400, expect.stringContaining(name)]);
  });
});

describe('GET /search/export', () => {
  const text = async (query: string) =>
    (await api.request(`/search/export?${query}`, { headers: TESTER })).text();

  it('gives all matches as CSV, in which no cell is a formula', async () => {
    const csv = await text('format=csv');
    const rows = parse(csv, { columns: true }) as Record<string, string>[];
    expect(rows.map(({ eventId }) => eventId)).toEqual(['a', 'b', 'c']);
    expect(rows[2]).toMatchObject({ guardrails: 'max-step rounding', policy: 'default@2' });
    const { api: other } = shopWith({ found: [event('x', 0, { reason: '=1+1' })] });
    const harmful = await (await other.request('/search/export?format=csv', { headers: TESTER })).text();
    expect(harmful).not.toContain(',=1+1');
  });

  it('gives all matches as JSON, one a line', async () => {
    const lines = (await text('format=jsonl&outcome=held,priced')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([found[0], found[2]]);
  });
});

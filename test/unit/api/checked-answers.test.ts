import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { ndjson } from '../../../api/ndjson.ts';
import type { RouteRow } from '../../../api/rows.ts';
import { checkedAnswers } from './checked-answers.ts';

const Product = z.object({ id: z.string(), price: z.int().optional() });
const about = { summary: 'A route', role: 'viewer', effect: 'read', method: 'GET' } as const;
const rows = [
  { ...about, name: 'GET /status', path: '/status', answer: Product },
  { ...about, name: 'GET /cache/verify', path: '/cache/verify', line: Product, done: Product },
  { ...about, name: 'GET /audit/export', path: '/audit/export', file: ['text/csv'] },
] satisfies RouteRow[];

const answering = (answer: object) =>
  checkedAnswers(
    new Hono().get('/status', (c) => c.json(answer)),
    rows,
  );
const lines = (line: object, done: object) =>
  checkedAnswers(
    new Hono().get('/cache/verify', () =>
      ndjson(
        (async function* () {
          yield line;
          return done;
        })(),
      ),
    ),
    rows,
  );

describe('answers are held to the table of routes', () => {
  it('and pass where they are what it says', async () => {
    expect((await answering({ id: 'SKU1', price: 1 }).request('/status')).status).toBe(200);
    expect(await (await lines({ id: 'a' }, { id: 'b' }).request('/cache/verify')).text()).toContain('done');
  });

  it.each([
    ['lack a field', { price: 1 }],
    ['have a field of another type', { id: 'SKU1', price: '1' }],
    ['have a field more', { id: 'SKU1', colour: 'red' }],
  ])('and are a fault where they %s', async (_, answer) => {
    const response = await answering(answer).request('/status');
    expect(response.status).toBe(500);
    expect(await response.text()).toContain('GET /status answers');
  });

  it('and break off where a line or the last one is another', async () => {
    for (const api of [lines({ id: 1 }, { id: 'b' }), lines({ id: 'a' }, { id: 1 })])
      await expect((await api.request('/cache/verify')).text()).rejects.toThrow('GET /cache/verify answers');
  });

  it('and are a fault where a file is of another type', async () => {
    const api = checkedAnswers(
      new Hono().get('/audit/export', (c) => c.html('')),
      rows,
    );
    expect((await api.request('/audit/export')).status).toBe(500);
  });
});

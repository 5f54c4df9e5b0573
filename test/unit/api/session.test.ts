import { describe, expect, it } from 'vitest';
import { shopWith } from './support.ts';

const { api } = shopWith();
const session = async (headers: Record<string, string>, method = 'GET') =>
  (await (await api.request('/session', { headers, method })).json()) as { me?: unknown; people: unknown[] };

describe('GET /session', () => {
  it('tells anybody who can be chosen', async () => {
    const { people, me } = await session({});
    expect([people.length, me]).toEqual([2, undefined]);
  });

  it('tells who was chosen, by header or, for a link, by cookie', async () => {
    const ann = { id: 'ann', name: 'Ann', roles: ['viewer', 'operator'] };
    expect((await session({ 'x-pricewire-person': 'ann' })).me).toEqual(ann);
    expect((await session({ cookie: 'pricewire-person=ann' })).me).toEqual(ann);
    expect(
      (await session({ 'x-pricewire-person': 'mallory', cookie: 'pricewire-person=ann' })).me,
    ).toBeUndefined();
  });
});

it('a change takes the header: a cookie goes along with whatever a browser is made to send', async () => {
  const { api: other, shop } = shopWith();
  const answer = await other.request('/resume', {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: 'pricewire-person=ann' },
    body: '{}',
  });
  expect([answer.status, shop.audited]).toEqual([401, []]);
});

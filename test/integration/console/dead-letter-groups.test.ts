import { expect, it } from 'vitest';
import type { DeadLetterGroups, DeadLetterPage } from '../../../api/routes/dead-letters.ts';
import { eventually } from '../stack/support/eventually.ts';
import { product } from '../stack/support/goods.ts';
import { openShop } from '../stack/support/open-shop.ts';
import type { StockChange } from '../stack/support/shop.ts';

const FAILURES = 1_000;

it('shows 1,000 failures of 5 causes as 5 groups; those of a cause that was mended leave, all of them', async () => {
  const { shop, faults } = await openShop();
  const jumping = Array.from({ length: 40 }, (_, at) => `JUMP-${at}`);
  await shop.stock(...jumping.map((id) => product(id)));
  const now = new Date().toISOString();
  await shop.send(...jumping.map((productId) => ({ productId, stock: 50, sequence: 1, occurredAt: now })));
  for (const id of jumping) await eventually(async () => expect((await shop.state(id)).sequence).toBe(1));
  const failing = [
    (at: number) => ({ productId: `NEW-${at}`, stock: at, sequence: 1, occurredAt: now }),
    (at: number) => ({
      productId: `JUMP-${Math.floor(at / 5) % 40}`,
      stock: 1,
      sequence: 10_000_000_000 + at,
      occurredAt: now,
    }),
    (at: number) => ({ productId: `SKU-${at}`, stock: -at - 1, sequence: 1, occurredAt: now }),
    (at: number) => ({ productId: `SKU-${at}`, stock: 1, sequence: 1, occurredAt: `the ${at}th` }),
    (at: number) => ({ productId: `SKU-${at}`, stock: `${at} pieces`, sequence: 1, occurredAt: now }),
  ];
  const ids = await shop.send(
    ...Array.from({ length: FAILURES }, (_, at) => failing[at % failing.length]?.(at) as StockChange),
  );
  expect(ids).not.toContain('refused');

  const groups = () => shop.api<DeadLetterGroups>('GET', '/api/dead-letters/groups?queue=dead-letters');
  await eventually(async () => expect((await groups()).total).toBe(FAILURES), 100_000);
  const found = await groups();
  expect(found.groups.map(({ error, count }) => [error, count])).toEqual(
    expect.arrayContaining([
      ['UnknownProduct', 200],
      ['SequenceJump', 200],
      ['InvalidEvent', 200],
    ]),
  );
  expect(found.groups).toHaveLength(5);
  const unknown = found.groups.find(({ error }) => error === 'UnknownProduct');
  expect(unknown).toMatchObject({ products: 200, stage: 'LoadContext', queue: 'dead-letters' });
  expect(unknown?.cause).not.toMatch(/NEW|\d/);

  // Every letter of the group is on exactly one page.
  const letters = new Set<string>();
  let cursor = '';
  do {
    const page = await shop.api<DeadLetterPage>(
      'GET',
      `/api/dead-letters?group=${unknown?.key}&limit=33${cursor && `&cursor=${cursor}`}`,
    );
    for (const { productId = '' } of page.messages) letters.add(productId);
    cursor = page.next ?? '';
  } while (cursor !== '');
  expect(letters.size).toBe(200);

  await shop.stock(...[...letters].map((id) => product(id)));
  const answer = await shop.call('POST', '/api/dead-letters/redrive', { group: unknown?.key, rate: 1000 });
  const lines = (await answer.text()).trim().split('\n');
  expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ done: { redriven: 200 } });

  await eventually(async () => {
    const left = await groups();
    expect(left.total).toBe(FAILURES - 200);
    expect(left.groups.map(({ key }) => key)).not.toContain(unknown?.key);
    expect(left.groups).toHaveLength(4);
  }, 30_000);
  expect(faults).toEqual([]);
}, 240_000);

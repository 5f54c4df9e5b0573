import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { byStock, product } from './support/goods.ts';
import { type OpenShop, openShop } from './support/open-shop.ts';
import { freshDir } from './support/scratch.ts';

const nested = (open: string, close: string) => (levels: number) =>
  open.repeat(levels) + close.repeat(levels);
const levels = fc.constantFrom(1, 60, 61, 62, 63, 64, 65, 900, 898, 899, 901, 1_000, 1_001, 4_500, 50_000);

/** Odd JSON texts, many of which no JavaScript value serialises to. */
const odd: fc.Arbitrary<string> = fc.oneof(
  levels.map(nested('[', ']')),
  levels.map((count) => `${'{"a":'.repeat(count)}0${'}'.repeat(count)}`),
  fc.constantFrom('1e400', '-1e400', '1e-400', '-0', '9007199254740993', '1'.repeat(400)),
  fc.constantFrom('"\\ud800"', '"\\udfff\\ud800"', '"\\u0000"', '"\\uffff"', '"\\u2028"', '"{% 1 %}"'),
  fc.constantFrom(
    '{"__proto__":{"stock":7}}',
    '{"constructor":1,"toString":2}',
    '{"toJSON":1}',
    '{"a":1,"a":2}',
  ),
  fc.nat(5_000).map((count) => `[${Array(count).fill('{}').join(',')}]`),
  fc
    .nat(2_000)
    .map((count) => JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, at) => [at, at])))),
  fc.constantFrom(59_990, 60_010, 262_000, 300_000).map((length) => JSON.stringify('"é'.repeat(length / 4))),
  fc.json({ maxDepth: 6 }),
);

const field = (name: string, usual: fc.Arbitrary<unknown>) =>
  fc
    .oneof(
      { weight: 6, arbitrary: usual.map((value) => JSON.stringify(value)) },
      { weight: 1, arbitrary: odd },
    )
    .map((text) => `"${name}":${text}`);

const detail: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(
        field('productId', fc.constantFrom('SKU1', 'SKU2', 'SKU3', '__proto__', 'constructor')),
        field('stock', fc.nat(200)),
        field('sequence', fc.nat(500)),
        field('occurredAt', fc.constant('2026-11-22T12:00:00.000Z')),
        fc
          .constantFrom('extra', 'reason', '__proto__', 'location', 'id', 'sweep', 'unread')
          .chain((name) => field(name, fc.string())),
      )
      .map((fields) => `{${fields.join(',')}}`),
  },
  { weight: 1, arbitrary: odd },
  { weight: 1, arbitrary: fc.string() },
);

const entry = fc.record(
  {
    EventBusName: fc.constant('pricewire'),
    Source: fc.oneof(
      { weight: 9, arbitrary: fc.constant('inventory') },
      fc.constantFrom('elsewhere', 'aws.s3', ''),
    ),
    DetailType: fc.oneof({ weight: 9, arbitrary: fc.constant('InventoryChanged') }, fc.string()),
    Detail: detail,
    Time: fc.oneof(fc.integer({ min: 0, max: 4e9 }), fc.constantFrom(1e300, 'noon', null)),
    Resources: fc.array(fc.string({ unit: 'binary' }), { maxLength: 3 }),
  },
  { requiredKeys: ['EventBusName', 'Source', 'DetailType', 'Detail'] },
);

const ofDetail = (Detail: string) => ({
  EventBusName: 'pricewire',
  Source: 'inventory',
  DetailType: 'InventoryChanged',
  Detail,
});

const bytesOf = (entries: { Detail: string }[]) =>
  entries.reduce((sum, { Detail }) => sum + Buffer.byteLength(Detail), 0);

describe('odd JSON, sent to the bus', () => {
  let opened: OpenShop;
  beforeAll(async () => {
    opened = await openShop({ dataDir: await freshDir() });
    await opened.shop.putPolicy(byStock());
    await opened.shop.stock(product('SKU1'), product('SKU2'));
  });

  async function put(Entries: object[]): Promise<{ EventId?: string; ErrorCode?: string }[]> {
    const response = await fetch(opened.shop.url, {
      method: 'POST',
      headers: { 'x-amz-target': 'AWSEvents.PutEvents', 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ Entries }),
    });
    expect(response.status).toBe(200);
    return ((await response.json()) as { Entries: object[] }).Entries;
  }

  /** The end of the event; undefined while it is under way. */
  async function endOf(id: string): Promise<string | undefined> {
    const answer = await opened.shop.call('GET', `/api/events/${id}`);
    if (answer.status === 200) return ((await answer.json()) as { row: { outcome?: string } }).row.outcome;
    const letters = await opened.shop.letters('undelivered');
    return letters.some(({ eventId }) => eventId === id) ? 'undelivered' : undefined;
  }

  const ends = new Set<string | undefined>();

  it('is answered entry by entry, and each accepted one ends exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 8 }), async (entries) => {
        fc.pre(bytesOf(entries) < 1_000_000);
        const answers = await put(entries);
        expect(answers).toHaveLength(entries.length);
        for (const { EventId, ErrorCode } of answers) expect(typeof (EventId ?? ErrorCode)).toBe('string');
        const matched = answers.flatMap(({ EventId }, at) =>
          EventId && entries[at]?.Source === 'inventory' && entries[at].DetailType === 'InventoryChanged'
            ? [EventId]
            : [],
        );
        for (const id of matched) {
          await eventually(async () => expect(await endOf(id)).toBeDefined());
          ends.add(await endOf(id));
        }
      }),
      {
        numRuns: 40,
        endOnFailure: true,
        examples: [
          [
            [
              ofDetail(JSON.stringify({ padding: 'x'.repeat(300_000) })),
              ofDetail(`{"a":${nested('[', ']')(900)}}`),
            ],
          ],
        ],
      },
    );
    // Otherwise the test would have covered only one kind of end.
    expect([...ends]).toEqual(expect.arrayContaining(['dead-lettered', 'undelivered']));
    expect(opened.faults).toEqual([]);
  }, 180_000);

  it('blocks no checkpoint, and nothing is started again after a restart', async () => {
    await opened.close();
    const again = await openShop({ dataDir: opened.dataDir });
    expect(again.stack.recovered).toMatchObject({ restarted: 0, started: 0 });
    const { size } = await readFile(join(opened.dataDir, 'archive', 'events.jsonl')).then((file) => ({
      size: file.length,
    }));
    await eventually(async () => {
      const mark = await readFile(join(opened.dataDir, 'archive', 'checkpoint.json'), 'utf8');
      expect(JSON.parse(mark)).toEqual({ offset: size });
    });
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { unpack } from '../../../adapters/packed.ts';
import { rollbackOrder } from '../../contract/orders.contract.ts';
import { spoil } from '../../fakes/plain.ts';
import { priced, proofOf, rowOf } from '../../integration/stack/support/plant.ts';
import { inventory } from '../../workflow/support/envelopes.ts';
import { listening, pricewire, type Ran, type Served, serve, stopped, urlOf } from './support.ts';

let stack: Served;
afterEach(() => stack.stop());

const ask = (...args: string[]): Promise<Ran> => pricewire([...args, '--url', stack.url]);
async function askJson(...args: string[]) {
  const ran = await ask(...args, '--json');
  return { ...ran, json: JSON.parse(ran.out) };
}

/** A shop in which SKU1 and SKU2 have a price with ledger rows, and Redis is empty. */
function twoPriced(): Parameters<typeof serve>[0] {
  const states = ['SKU1', 'SKU2'].map((id) => priced(id));
  const byId = <Item>(make: (state: (typeof states)[number]) => [string, Item]) =>
    Object.fromEntries(states.map(make));
  return {
    states: byId((state) => [state.productId, state]),
    ledger: {
      rows: byId((state) => [
        state.price?.eventId ?? '',
        { executions: [], sweeps: 0, ...rowOf(state) } as never,
      ]),
      evidence: byId((state) => [`${state.price?.eventId}#4`, unpack(proofOf(state).packed) as never]),
    },
  };
}

describe('cache verify', () => {
  it('tells each difference in a line, sums up, and ends in 1', async () => {
    stack = await serve(twoPriced());
    const { code, out } = await ask('cache', 'verify');
    expect(code).toBe(1);
    expect(out).toMatch(/^SKU1 {2}missing-in-redis: revision 5 is in force$/m);
    expect(out).toMatch(/^2 products checked\.$/m);
    expect(out).toMatch(/^ +2 missing-in-redis: a price is in force, and Redis has none$/m);
  });

  it('prints one JSON object', async () => {
    stack = await serve(twoPriced());
    const { code, json } = await askJson('cache', 'verify');
    expect(code).toBe(1);
    expect(json).toEqual({
      differences: [
        {
          productId: 'SKU1',
          kind: 'missing-in-redis',
          detail: 'revision 5 is in force',
          since: expect.any(String),
        },
        {
          productId: 'SKU2',
          kind: 'missing-in-redis',
          detail: 'revision 5 is in force',
          since: expect.any(String),
        },
      ],
      checked: 2,
      counts: { 'missing-in-redis': 2 },
    });
  });

  it('ends in 0 where there is no difference', async () => {
    stack = await serve(twoPriced());
    await ask('cache', 'rebuild');
    const { code, out } = await ask('cache', 'verify');
    expect([code, out]).toEqual([0, '2 products checked; no differences.\n']);
    expect((await askJson('cache', 'verify')).json).toEqual({ differences: [], checked: 2, counts: {} });
  });

  it('says why when it breaks off, and has still printed one JSON object', async () => {
    stack = await serve(twoPriced());
    stack.shop.ledger.rows = undefined as never;
    const { code, json, err } = await askJson('cache', 'verify');
    expect(code).toBe(1);
    expect(json).toEqual({ differences: [], failed: expect.stringContaining('undefined') });
    expect(err).toMatch(/^pricewire: /);
  });

  it('ends in 3 when the stack breaks off in the middle', async () => {
    stack = await serve();
    const broken = await listening((_, response) => {
      const found = { productId: 'SKU1', kind: 'missing-in-redis', detail: 'revision 5 is in force' };
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      response.end(`{"total":3}\n${JSON.stringify({ difference: found })}\n`);
    });
    const { code, out, err } = await pricewire(['cache', 'verify', '--url', urlOf(broken)]);
    expect([code, err]).toEqual([3, expect.stringContaining('the connection broke')]);
    expect(out).toBe('SKU1  missing-in-redis: revision 5 is in force\nInterrupted.\n');
    await stopped(broken);
  });

  it('ends in 3 without a stack, and lists nothing', async () => {
    stack = await serve();
    const { code, out } = await pricewire(['cache', 'verify', '--url', 'http://127.0.0.1:1']);
    expect([code, out]).toEqual([3, '']);
  });

  it('names the kinds of difference in its help', async () => {
    stack = await serve();
    expect((await ask('cache', 'verify', '--help')).out).toContain('evidence-differs');
  });
});

describe('cache rebuild', () => {
  it('publishes what is missing, and says how much', async () => {
    stack = await serve(twoPriced());
    expect((await ask('cache', 'rebuild')).out).toBe('2 products checked, 2 prices published.\n');
    expect(stack.shop.redis.hashes['price:SKU2']?.['price.revision']).toBe('5');
    expect((await askJson('cache', 'rebuild')).json).toEqual({ checked: 2, published: 0, discarded: 0 });
  });
});

describe('dlq redrive', () => {
  const letter = (id: string, error = 'SequenceJump', envelope: unknown = inventory({}, id)) => ({
    messageId: `message-${id}`,
    body: JSON.stringify({ eventId: id, error, envelope: JSON.stringify(envelope) }),
    attributes: {},
  });
  const withLetters = () =>
    serve({
      letters: {
        'dead-letters': {
          letters: [letter('e1'), letter('e2', 'UnknownProduct'), letter('e3', 'InvalidEvent', {})],
        },
        undelivered: { letters: [letter('e4')] },
      },
    });

  it.each([
    [['--all'], ['e1', 'e2', 'e3']],
    [['--error', 'UnknownProduct'], ['e2']],
    [
      ['e1', 'message-e2'],
      ['e1', 'e2'],
    ],
    [['--all', '--queue', 'undelivered'], ['e4']],
  ])('%j takes what is asked for', async (args, ids) => {
    stack = await withLetters();
    const { json } = await askJson('dlq', 'redrive', ...args, '--dry-run');
    expect(json.letters.map(({ eventId }: { eventId: string }) => eventId)).toEqual(ids);
    expect(stack.shop.started).toEqual([]);
  });

  it('tells what became of each, and ends in 1 if any stays', async () => {
    stack = await withLetters();
    stack.shop.ledger.rows['e1'] = undefined as never;
    const { code, out } = await ask('dlq', 'redrive', '--all');
    expect(code).toBe(1);
    expect(out).toMatch(/^stays {2}e3: it would be refused again: /m);
  });

  it('tells an id that is not there', async () => {
    stack = await withLetters();
    const { code, err, out } = await ask('dlq', 'redrive', 'nobody');
    expect([code, err]).toEqual([1, 'no letter in dead-letters has the id nobody\n']);
    expect(out).toBe('No matching letter in dead-letters.\n');
  });

  it.each([
    [[]],
    [['e1', '--all']],
    [['--all', '--error', 'X']],
    [['--all', '--rate', '0']],
    [['--all', '--queue', 'x']],
  ])('with %j is bad usage, and starts nothing', async (args) => {
    stack = await withLetters();
    expect((await ask('dlq', 'redrive', ...args)).code).toBe(2);
    expect(stack.shop.started).toEqual([]);
  });
});

describe('archive reconcile', () => {
  const archived = [
    { ...inventory({}, 'known'), time: '2026-11-22T11:00:00.000Z' },
    { ...inventory({}, 'lost'), time: '2026-11-22T11:30:00.000Z' },
    { ...inventory({}, 'early'), time: '2026-11-22T09:00:00.000Z' },
    { ...inventory({}, 'under way'), time: '2026-11-22T11:59:45.000Z' },
  ];
  const withArchive = () =>
    serve({ archived, ledger: { rows: { known: { eventId: 'known' } as never }, evidence: {} } });
  const since = ['--since', '2026-11-22T10:00:00Z'];

  it('starts the events since then that have no row, under their own ids', async () => {
    stack = await withArchive();
    const { code, out } = await ask('archive', 'reconcile', ...since);
    expect(code).toBe(0);
    expect(out).toMatch(/^started {2}lost {2}SKU1 {2}accepted at 2026-11-22T11:30:00\.000Z$/m);
    expect(out).toMatch(/2 accepted events checked; not in the ledger: 1, started: 1\.\n$/);
    expect(stack.shop.started).toEqual([archived[1]]);
  });

  it('only tells them in a dry run', async () => {
    stack = await withArchive();
    const { json } = await askJson('archive', 'reconcile', ...since, '--dry-run');
    expect(json).toMatchObject({ events: [{ eventId: 'lost', started: false }], checked: 2, missing: 1 });
    expect(stack.shop.started).toEqual([]);
  });

  const asked = {
    ...inventory({}, 'asked'),
    source: 'pricewire',
    'detail-type': 'RollbackRequested',
    time: '2026-11-22T11:30:00.000Z',
    detail: { productId: 'SKU1', orderId: 'order-1' },
  };

  it('says why a price that a person asked for will not be put in force any more', async () => {
    const orders = { orders: { 'order-1': rollbackOrder({ onPriceRevision: 1 }) }, used: {} };
    stack = await serve({ archived: [asked], states: { SKU1: priced('SKU1') }, orders });
    const { code, out } = await ask('archive', 'reconcile', ...since);
    expect(code).toBe(0);
    expect(out).toMatch(/^started {2}asked {2}SKU1 .*; ends held: another price came in force at /m);
    expect(out).toMatch(/not in the ledger: 1, started: 1\.\n$/);
    expect(stack.shop.started).toEqual([asked]);
  });

  it('says which it does not start, and why', async () => {
    const states = {};
    spoil(states, 'SKU1', 'price-state', 'x');
    stack = await serve({ archived: [asked], states });
    const { out } = await ask('archive', 'reconcile', ...since);
    expect(out).toMatch(/^missing {2}asked .*; not started: the price state of its product can't be read$/m);
    expect(out).toMatch(/not in the ledger: 1\.\n$/);
    expect(stack.shop.started).toEqual([]);
  });

  it('wants to know since when', async () => {
    stack = await withArchive();
    expect((await ask('archive', 'reconcile')).code).toBe(2);
    expect((await ask('archive', 'reconcile', '--since', 'long ago')).code).toBe(2);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SentEvents } from '../../contract/sse.ts';
import { Shop, told } from './shop.ts';

const HEARTBEAT_MS = 15_000;
let shop: Shop;
let open: SentEvents[];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  shop = new Shop({ heartbeatMs: HEARTBEAT_MS, maxStreams: 3 });
  open = [];
});
afterEach(async () => {
  for (const each of open) await each.close();
  vi.useRealTimers();
});

const stream = async (ids: string, headers: Record<string, string> = {}) => {
  const events = new SentEvents(await shop.get(`/v1/prices/stream?ids=${ids}`, headers));
  open.push(events);
  return events;
};
/** Sends a price on the channel after a newer one is in the record. */
const tell = (productId: string, revision: number) => {
  if (revision > shop.inForce(productId)) shop.decide(productId, revision);
  shop.tell({ kind: 'price', productId, price: told(revision) });
};
/** The revision of the next price. */
const nextRevision = async (events: SentEvents) => (await events.nextNamed('price'))['price.revision'];
/** Runs everything that needs no I/O. */
const settled = async () => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
};

describe('a live stream', () => {
  it('begins with the prices as they are', async () => {
    await shop.sell('A', 1);
    await shop.sell('B', 2);

    const response = await shop.get('/v1/prices/stream?ids=A,B');
    const events = new SentEvents(response);
    open.push(events);

    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await events.next()).toEqual({ retry: '2000' });
    expect(await events.next()).toMatchObject({
      event: 'price',
      id: '1',
      data: expect.stringContaining('"A"'),
    });
    expect(await events.nextNamed('price')).toMatchObject({ productId: 'B', price: 902, source: 'cache' });
  });

  it('goes on with every price that is put', async () => {
    await shop.sell('A', 1);
    const events = await stream('A');
    expect(await nextRevision(events)).toBe(1);

    tell('A', 2);

    expect(await events.nextNamed('price')).toMatchObject({
      productId: 'A',
      price: 902,
      'price.revision': 2,
    });
  });

  it('tells nothing of other products', async () => {
    await shop.sell('A', 1);
    const events = await stream('A');
    await nextRevision(events);

    tell('B', 9);
    tell('A', 2);

    expect(await events.nextNamed('price')).toMatchObject({ productId: 'A' });
  });

  it('never sends a lower revision than it has sent, nor one again', async () => {
    await shop.sell('A', 5);
    const events = await stream('A');
    expect(await nextRevision(events)).toBe(5);

    for (const revision of [4, 5, 3, 6]) {
      tell('A', revision);
      await settled();
    }

    expect(await nextRevision(events)).toBe(6);
  });

  it('never sends less than a GET has answered', async () => {
    await shop.sell('A', 1);
    const events = await stream('A');
    await nextRevision(events);
    await shop.sell('A', 3);
    await shop.get('/v1/prices/A');

    tell('A', 2);

    expect(await nextRevision(events)).toBe(3);
  });

  it('is not a way around what a GET answers: that never falls below what was sent', async () => {
    await shop.sell('A', 1);
    const events = await stream('A');
    await nextRevision(events);
    shop.decide('A', 2);
    tell('A', 2);
    await nextRevision(events);

    expect(await shop.body('/v1/prices/A')).toMatchObject({ 'price.revision': 2, source: 'record' });
  });

  it('keeps only the newest price of each product for a slow reader', async () => {
    await shop.sell('A', 1);
    await shop.sell('B', 1);
    const events = await stream('A,B');
    await nextRevision(events);
    await nextRevision(events);

    for (let revision = 2; revision <= 1000; revision += 1) {
      tell('A', revision);
      tell('B', revision);
    }

    const revisions: unknown[] = [];
    while (!revisions.includes(1000) || revisions.filter((each) => each === 1000).length < 2)
      revisions.push(await nextRevision(events));
    expect(revisions.length).toBeLessThanOrEqual(4);
  });

  it('keeps the newer of two prices that wait, whichever came first', async () => {
    await shop.sell('A', 1);
    const events = await stream('A');
    await nextRevision(events);

    for (const revision of [4, 3]) tell('A', revision);

    expect(await nextRevision(events)).toBe(4);
  });

  it('is not disturbed by Last-Event-ID', async () => {
    await shop.sell('A', 1);

    const events = await stream('A', { 'last-event-id': '99' });

    expect(await nextRevision(events)).toBe(1);
  });
});

describe('after Redis was away', () => {
  it('the stream reads again and sends what it missed', async () => {
    await shop.sell('A', 1);
    const events = await stream('A');
    await nextRevision(events);
    await shop.sell('A', 2);

    shop.tell({ kind: 'gap' });

    expect(await nextRevision(events)).toBe(2);
  });

  it('the stream that finds nothing new sends nothing', async () => {
    await shop.sell('A', 1);
    const events = await stream('A');
    await nextRevision(events);

    shop.tell({ kind: 'gap' });
    await settled();
    tell('A', 2);

    expect(await nextRevision(events)).toBe(2);
  });
});

describe('the heartbeat', () => {
  it('is a comment, so that nobody takes the connection for dead', async () => {
    await shop.sell('A', 1);
    const events = await stream('A');
    await nextRevision(events);

    vi.advanceTimersByTime(HEARTBEAT_MS);

    expect(await events.next()).toEqual({ comment: 'still here' });
  });

  it('also looks for a price that was not heard of', async () => {
    await shop.sell('A', 1);
    const events = await stream('A');
    await nextRevision(events);
    await shop.sell('A', 2);

    vi.advanceTimersByTime(HEARTBEAT_MS);

    expect(await nextRevision(events)).toBe(2);
  });
});

describe('a product without a price', () => {
  it('is told to be missing, once', async () => {
    const events = await stream('none');
    expect(await events.nextNamed('missing')).toEqual({
      productId: 'none',
      status: 404,
      title: 'No such product',
    });

    vi.advanceTimersByTime(HEARTBEAT_MS);
    await settled();
    vi.advanceTimersByTime(HEARTBEAT_MS);

    expect(await events.next()).toEqual({ comment: 'still here' });
    expect(await events.next()).toEqual({ comment: 'still here' });
  });

  it('is told when it is retired', async () => {
    await shop.sell('A', 1);
    const events = await stream('A');
    await nextRevision(events);
    shop.list('A', 'retired');
    shop.pass(5000);

    vi.advanceTimersByTime(HEARTBEAT_MS);

    expect(await events.nextNamed('missing')).toMatchObject({ productId: 'A', status: 410 });
  });

  it('gets its price again when it is back, even the same', async () => {
    await shop.sell('A', 1);
    const events = await stream('A');
    await nextRevision(events);
    shop.list('A', 'retired');
    shop.pass(5000);
    shop.tell({ kind: 'gap' });
    await events.nextNamed('missing');
    shop.list('A');
    shop.pass(5000);

    shop.tell({ kind: 'gap' });

    expect(await nextRevision(events)).toBe(1);
  });

  it('is not told of an outage where it had a price', async () => {
    await shop.sell('A', 1);
    await shop.sell('B', 1);
    const events = await stream('A');
    await nextRevision(events);
    shop.down.add('cache').add('record');

    shop.tell({ kind: 'gap' });
    await settled();
    shop.down.clear();
    tell('A', 2);

    expect(await events.next()).toMatchObject({ event: 'price', id: '2' });
  });
});

describe('a stream that cannot be', () => {
  it.each([
    ['without ids', '', 400],
    ['with the id of no product', '?ids=%00', 400],
    ['of more than a hundred', `?ids=${Array.from({ length: 101 }, (_, number) => number).join()}`, 400],
  ])('is refused: %s', async (_, query, status) => {
    expect((await shop.get(`/v1/prices/stream${query}`)).status).toBe(status);
    expect(shop.listeners.size).toBe(0);
  });

  it('is refused where there is no channel', async () => {
    const { subscribe: _, ...without } = shop.deps;

    expect(
      (await new Shop({ ...without, subscribe: undefined as never }).get('/v1/prices/stream?ids=A')).status,
    ).toBe(501);
  });

  it('is refused beyond the most that may be open, until one is closed', async () => {
    const [first] = [await stream('A'), await stream('A'), await stream('A')];
    expect((await shop.get('/v1/prices/stream?ids=A')).status).toBe(503);

    await first?.close();

    const again = await shop.get('/v1/prices/stream?ids=A');
    expect(again.status).toBe(200);
    open.push(new SentEvents(again));
  });
});

it('stops listening, and its timer, when the reader goes away', async () => {
  await shop.sell('A', 1);
  const events = await stream('A');
  await nextRevision(events);
  expect(shop.listeners.size).toBe(1);

  await events.close();

  expect(shop.listeners.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

it('outlives a fault while it reads, and reports it', async () => {
  const fault = new Error('not an outage');
  const product = vi.fn(shop.deps.catalog.product).mockRejectedValueOnce(fault);
  const broken = new Shop({ ...shop.deps, catalog: { ...shop.deps.catalog, product } });
  await shop.sell('A', 1);
  const events = new SentEvents(await broken.get('/v1/prices/stream?ids=A'));
  open.push(events);
  await settled();

  shop.tell({ kind: 'gap' });

  expect(await nextRevision(events)).toBe(1);
  expect(shop.faults).toEqual([fault]);
});

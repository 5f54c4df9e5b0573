import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { publishPriceInForce } from '../../../tasks/publish-price.ts';
import { SentEvents } from '../../contract/sse.ts';
import { Shop, told } from './shop.ts';

const price = '/v1/prices/SKU1';
let shop: Shop;
beforeEach(async () => {
  shop = new Shop();
  await shop.sell('SKU1', 7);
});

/** Writes to Redis like any of its clients. */
const write = (fields: Record<string, string>) => Object.assign(shop.hash('SKU1'), fields);

const WRONG: [string, Record<string, string>][] = [
  ['a revision above the record’s', { 'price.revision': '1000000', price: '1' }],
  ['the right price at a revision above', { 'price.revision': '8' }],
  ['another amount at the same revision', { price: '1' }],
  ['another currency at the same revision', { currency: 'JPY' }],
  ['another reference price at the same revision', { referencePrice: '2000' }],
  ['an older revision', { 'price.revision': '3', price: '1' }],
  ['something that is no price', { price: 'much' }],
  ['a revision that is none', { 'price.revision': '-1' }],
];

describe.each([
  ['to a process that knows the price', true],
  ['to a process that has just started', false],
])('a wrong price in Redis, %s', (_, knows) => {
  beforeEach(async () => {
    if (knows) await shop.get(price);
  });

  it.each(WRONG)('is not shown, and is replaced: %s', async (_name, fields) => {
    write(fields);

    expect(await shop.body(price)).toMatchObject({ price: 907, currency: 'EUR', 'price.revision': 7 });
    // An older price may be work in progress: it is replaced only when it is seen again.
    expect(await shop.body(price)).toMatchObject(told(7));
    expect(await shop.body(price)).toMatchObject({ ...told(7), source: 'cache' });
  });

  it.each(WRONG)('is not shown among others: %s', async (_name, fields) => {
    await shop.sell('SKU2', 2);
    write(fields);

    expect(await shop.body('/v1/prices?ids=SKU1,SKU2')).toMatchObject({ prices: [told(7), told(2)] });
  });

  it.each(WRONG)('does not come back after it was taken away: %s', async (_name, fields) => {
    write(fields);
    await shop.get(price);
    shop.flush();

    expect(await shop.body(price)).toMatchObject(told(7));
    shop.down.add('cache');
    expect(await shop.body(price)).toMatchObject(told(7));
    shop.down.add('record');
    expect(await shop.body(price)).toMatchObject({ ...told(7), source: 'memory' });
  });

  it('gives way to the next price, also where that comes to the forged revision', async () => {
    write({ 'price.revision': '8', price: '1' });
    await shop.get(price);
    shop.decide('SKU1', 8);

    expect(await shop.body(`${price}?minRevision=8`)).toMatchObject(told(8));
    expect(await shop.body(price)).toMatchObject(told(8));
  });

  it('of a product that has no price is none', async () => {
    shop.decideNothing('SKU1');
    write({ 'price.revision': '9', price: '1' });

    expect((await shop.get(price)).status).toBe(404);
    expect(shop.hash('SKU1')['price']).toBeUndefined();
  });
});

describe('while the record can not be asked', () => {
  it('the last price that it has confirmed stands for a new one in Redis, with its age', async () => {
    await shop.get(price);
    await publishNext();
    shop.down.add('record');
    shop.pass(3000);

    expect(await shop.body(price)).toMatchObject({ ...told(7), source: 'memory', ageMs: 3000 });
    shop.down.delete('record');
    shop.pass(1000);
    expect(await shop.body(price)).toMatchObject({ ...told(8), source: 'cache' });
  });

  it('a price that this process has never seen is not shown', async () => {
    shop.down.add('record');

    const response = await shop.get(price);

    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      detail: 'the record could not be asked for the price of SKU1',
    });
  });

  it('it is not asked again for a second, so that readers don’t queue up before it', async () => {
    shop.down.add('record');
    await shop.get(price);
    shop.asked.record = 0;

    await shop.get(price);
    expect(shop.asked.record).toBe(0);
    shop.pass(1000);
    await shop.get(price);

    expect(shop.asked.record).toBe(1);
  });

  it('is asked again at once by a clock that was set back', async () => {
    shop.down.add('record');
    await shop.get(price);
    shop.down.delete('record');
    shop.pass(-3_600_000);

    expect((await shop.get(price)).status).toBe(200);
  });
});

describe('the record is asked', () => {
  it('once for all who see a new price at the same time', async () => {
    await shop.get(price);
    await publishNext();
    shop.asked.record = 0;

    const bodies = await Promise.all(Array.from({ length: 50 }, () => shop.body(price)));

    expect(bodies.every((body) => body['price.revision'] === 8)).toBe(true);
    expect(shop.asked.record).toBe(1);
  });

  it('once for all products of a request that this process has not seen yet', async () => {
    const ids = Array.from({ length: 100 }, (_, number) => `MANY${number}`);
    for (const id of ids) await shop.sell(id, 1);

    const { prices } = await shop.body(`/v1/prices?ids=${ids.join()}`);

    expect(prices).toHaveLength(100);
    expect(shop.asked.record).toBe(1);
  });

  describe('while it is being read', () => {
    let finish: () => void;
    let reads: number;
    let slow: Shop;
    beforeEach(() => {
      reads = 0;
      const { priceStates } = shop.deps;
      slow = new Shop({
        ...shop.deps,
        priceStates: {
          ...priceStates,
          async readPrices(ids) {
            const found = await priceStates.readPrices(ids);
            reads += 1;
            if (reads === 1)
              await new Promise<void>((resolve) => {
                finish = resolve;
              });
            return found;
          },
        },
      });
    });
    /** Sends a request, and waits until the record is being read. */
    const begin = async () => {
      const asked = slow.body(price);
      while (reads === 0) await new Promise(setImmediate);
      return { asked };
    };

    it('not again by who sees what that read knows', async () => {
      const early = await begin();
      const late = slow.body(price);
      await new Promise(setImmediate);
      finish();

      expect(await Promise.all([early.asked, late])).toMatchObject([told(7), told(7)]);
      expect(reads).toBe(1);
    });

    it('again, once, by all who see more than that read knows', async () => {
      const early = await begin();
      await publishNext();
      const late = Promise.all([slow.body(price), slow.body(price)]);
      await new Promise(setImmediate);
      finish();

      expect((await early.asked)['price.revision']).toBeGreaterThanOrEqual(7);
      expect(await late).toMatchObject([told(8), told(8)]);
      expect(reads).toBe(2);
    });
  });
});

describe('a record that went back, as by a restore', () => {
  beforeEach(async () => {
    await shop.get(price);
    shop.decide('SKU1', 5);
  });

  it('is believed as soon as Redis does not show the old price any more', async () => {
    shop.cacheShows('SKU1', 5);

    expect(await shop.body(price)).toMatchObject(told(5));
    expect(await shop.body(price)).toMatchObject({ ...told(5), source: 'cache' });
  });

  it('is believed after Redis was emptied', async () => {
    shop.flush();

    expect(await shop.body(price)).toMatchObject(told(5));
    expect(await shop.body(price)).toMatchObject({ ...told(5), source: 'cache' });
  });

  it('is believed when it is asked because of another price', async () => {
    write({ 'price.revision': '9' });

    expect(await shop.body(price)).toMatchObject(told(5));
    shop.down.add('cache').add('record');
    expect(await shop.body(price)).toMatchObject({ ...told(5), source: 'memory' });
  });
});

describe('a forged message on the channel', () => {
  const streams: SentEvents[] = [];
  const open = async () => {
    const events = new SentEvents(await shop.get('/v1/prices/stream?ids=SKU1'));
    streams.push(events);
    expect(await events.nextNamed('price')).toMatchObject(told(7));
    return events;
  };
  const hear = async (forged: object) => {
    shop.tell({ kind: 'price', productId: 'SKU1', price: { ...told(7), ...forged } });
    for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  };
  const FORGED = [{ 'price.revision': 1_000_000, price: 1 }, { 'price.revision': 8 }, { price: 1 }];
  afterEach(async () => {
    for (const stream of streams.splice(0)) await stream.close();
  });

  it.each(FORGED)('is neither sent nor remembered: %o', async (forged) => {
    const events = await open();

    await hear(forged);
    shop.decide('SKU1', 8);
    await hear(told(8));

    expect(await events.nextNamed('price')).toMatchObject(told(8));
    shop.down.add('cache').add('record');
    expect(await shop.body(price)).toMatchObject({ ...told(8), source: 'memory' });
  });

  it.each(FORGED)('is not sent while the record can not be asked: %o', async (forged) => {
    const events = await open();
    shop.down.add('record');

    await hear(forged);
    shop.down.delete('record');
    shop.pass(1000);
    shop.decide('SKU1', 8);
    await hear(told(8));

    expect(await events.nextNamed('price')).toMatchObject(told(8));
  });

  it('costs one read of the record, however many listen', async () => {
    for (let at = 0; at < 20; at += 1) await open();
    shop.asked.record = 0;

    await hear({ 'price.revision': 1_000_000, price: 1 });

    expect(shop.asked.record).toBe(1);
  });
});

/** Puts the next price in force and in Redis. */
async function publishNext(): Promise<void> {
  shop.decide('SKU1', 8);
  await publishPriceInForce(shop.deps, 'SKU1');
}

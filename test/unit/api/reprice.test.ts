import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../../domain/values/errors.ts';
import { spoil } from '../../fakes/plain.ts';
import { NOW, product, state } from '../domain/make.ts';
import { ask, emitted, send, shopWith } from './support.ts';

const manyProducts = Object.fromEntries(
  Array.from({ length: 250 }, (_, at) => [`P${at}`, product({ productId: `P${at}` })]),
);

describe('POST /reprice', () => {
  it('reprices each product that is named, once, and answers the event ids', async () => {
    const { api, shop } = shopWith();
    const { body } = await send(api, 'POST', '/reprice', { productIds: ['SKU1', 'SKU1'], why: 'new costs' });
    expect(body).toEqual({ repriced: 1, held: {}, events: [{ productId: 'SKU1', eventId: 'event-1' }] });
    expect(emitted(shop)).toEqual(['reprice SKU1 new costs']);
  });

  it('reprices nothing if one of the products is unknown, and names it', async () => {
    const { api, shop } = shopWith();
    const { status, body } = await send(api, 'POST', '/reprice', { productIds: ['SKU1', 'SKU9'] });
    expect([status, body.detail]).toEqual([404, 'not in the catalog: SKU9; nothing was repriced']);
    expect(emitted(shop)).toEqual([]);
  });

  it('reprices all products, each exactly once', async () => {
    const { api, shop } = shopWith({ products: manyProducts });
    const { body } = await send(api, 'POST', '/reprice', { all: true, why: 'x' });
    expect(body).toEqual({ repriced: 250, held: {} });
    expect(new Set(emitted(shop)).size).toBe(250);
  });

  it('says which products are held, whatever is asked for', async () => {
    const retired = { SKU1: product(), SKU2: product({ productId: 'SKU2', status: 'retired' }) };
    const { api, shop } = shopWith({ products: retired });
    expect((await send(api, 'POST', '/reprice', { all: true })).body).toEqual({
      repriced: 1,
      held: { retired: 1 },
    });
    expect(emitted(shop)).toHaveLength(1);
    const named = await send(api, 'POST', '/reprice', { productIds: ['SKU1', 'SKU2'] });
    expect([named.body.repriced, named.body.held]).toEqual([1, { retired: 1 }]);
  });

  it('lets no policy that cannot be read hold up the products of others', async () => {
    const products = { SKU1: product({ policyId: 'bad' }), SKU2: product({ productId: 'SKU2' }) };
    const { api, shop } = shopWith({ products });
    shop.policies['bad'] = { versions: {} };
    spoil(shop.policies, 'bad', 'catalog', 'version: is missing');
    expect((await send(api, 'POST', '/reprice', { all: true, why: 'x' })).body).toEqual({
      repriced: 2,
      held: {},
    });
    expect(emitted(shop)).toEqual(['reprice SKU1 x', 'reprice SKU2 x']);
  });

  it('refuses a request that names neither', async () => {
    const { api } = shopWith();
    expect((await send(api, 'POST', '/reprice', { why: 'x' })).body.detail).toContain('"all": true');
    expect((await send(api, 'POST', '/reprice', { all: false })).status).toBe(400);
  });
});

describe('POST /sequence-reset', () => {
  it('sets the sequence and raises the revision', async () => {
    const { api, shop } = shopWith({ states: { SKU1: state({ sequence: 900, revision: 4 }) } });
    const { body } = await send(api, 'POST', '/sequence-reset', { productId: 'SKU1', to: 12 });
    expect(body).toEqual({ productId: 'SKU1', before: 900, after: 12, revision: 5 });
    expect(shop.states['SKU1']).toMatchObject({ sequence: 12, revision: 5 });
  });

  it('takes the sequence away when none is given', async () => {
    const { api, shop } = shopWith({ states: { SKU1: state({ sequence: 900 }) } });
    const { body } = await send(api, 'POST', '/sequence-reset', { productId: 'SKU1' });
    expect(body.after).toBeNull();
    expect(shop.states['SKU1']?.sequence).toBeUndefined();
  });

  it('is made on the state that a decision has left in between', async () => {
    const { api, shop, deps } = shopWith({ states: { SKU1: state({ sequence: 900, revision: 4 }) } });
    const { read } = deps.priceStates;
    let reads = 0;
    deps.priceStates.read = async (productId) => {
      const before = await read(productId);
      reads += 1;
      if (reads === 1) shop.states['SKU1'] = state({ sequence: 901, revision: 5, stock: 3 });
      return before;
    };
    const { body } = await send(api, 'POST', '/sequence-reset', { productId: 'SKU1', to: 1 });
    expect(body).toMatchObject({ before: 901, revision: 6 });
    expect(shop.states['SKU1']).toMatchObject({ sequence: 1, revision: 6, stock: 3 });
  });

  it('gives up on a state that never stands still, and says so', async () => {
    const { api, deps } = shopWith({ states: { SKU1: state() } });
    deps.priceStates.resetSequence = async () => false;
    expect((await send(api, 'POST', '/sequence-reset', { productId: 'SKU1' })).status).toBe(409);
  });

  it('names a product without a state', async () => {
    const { api } = shopWith();
    expect((await send(api, 'POST', '/sequence-reset', { productId: 'SKU9' })).body.detail).toContain('SKU9');
  });
});

describe('POST /demand-reset', () => {
  const demand = { sales: { units: 12, indexHours: 4, at: NOW } };
  const salesRate = { units: 1, hours: 1, priceHours: 1_000 };

  it('forgets what sales have taught, raises the revision, and answers what was forgotten', async () => {
    const learned = state({ demand, salesRate, revision: 4, stock: 7 });
    const { api, shop } = shopWith({ states: { SKU1: learned } });
    const { status, body } = await send(api, 'POST', '/demand-reset', { productId: 'SKU1' });
    expect([status, body]).toEqual([200, { productId: 'SKU1', forgotten: demand, revision: 5 }]);
    const { demand: _, salesRate: __, ...rest } = learned;
    expect(shop.states['SKU1']).toEqual({ ...rest, revision: 5 });
  });

  it('answers that nothing was learned yet', async () => {
    const { api } = shopWith({ states: { SKU1: state({ revision: 4 }) } });
    const { body } = await send(api, 'POST', '/demand-reset', { productId: 'SKU1' });
    expect(body).toEqual({ productId: 'SKU1', forgotten: null, revision: 5 });
  });

  it('is made on the state that a decision has left in between', async () => {
    const { api, shop, deps } = shopWith({ states: { SKU1: state({ demand, revision: 4 }) } });
    const { read } = deps.priceStates;
    const later = { sales: { units: 13, indexHours: 5, at: NOW } };
    let reads = 0;
    deps.priceStates.read = async (productId) => {
      const before = await read(productId);
      reads += 1;
      if (reads === 1) shop.states['SKU1'] = state({ demand: later, revision: 5, stock: 3 });
      return before;
    };
    const { body } = await send(api, 'POST', '/demand-reset', { productId: 'SKU1' });
    expect(body).toEqual({ productId: 'SKU1', forgotten: later, revision: 6 });
    expect(shop.states['SKU1']).toMatchObject({ revision: 6, stock: 3 });
    expect(shop.states['SKU1']).not.toHaveProperty('demand');
  });

  it('gives up on a state that never stands still, and says so', async () => {
    const { api, deps } = shopWith({ states: { SKU1: state() } });
    deps.priceStates.resetDemand = async () => false;
    expect((await send(api, 'POST', '/demand-reset', { productId: 'SKU1' })).status).toBe(409);
  });

  it('names a product without a state, and a field that it does not know', async () => {
    const { api } = shopWith();
    const unknown = await send(api, 'POST', '/demand-reset', { productId: 'SKU9' });
    expect([unknown.status, unknown.body.detail]).toEqual([404, 'product SKU9 has no price state']);
    expect((await send(api, 'POST', '/demand-reset', { productId: 'SKU1', to: 3 })).status).toBe(400);
    expect((await send(api, 'POST', '/demand-reset', {})).status).toBe(400);
  });
});

describe('GET /dead-letters', () => {
  const letter = (eventId: string, deadLetteredAt: string) => ({
    messageId: `message-${eventId}`,
    body: JSON.stringify({
      eventId,
      productId: 'SKU1',
      stage: 'Commit',
      reason: 'X: no',
      deadLetteredAt,
      envelope: '{}',
    }),
    attributes: {},
  });
  const undelivered = {
    messageId: 'm-u',
    body: JSON.stringify({ id: 'event-u', time: NOW, detail: { productId: 'SKU2' } }),
    attributes: { ERROR_CODE: 'TooLarge', ERROR_MESSAGE: 'over 256 KB' },
  };
  const queues = {
    'dead-letters': [letter('old', '2026-01-01T00:00:00.000Z'), letter('new', NOW)],
    undelivered: [undelivered, { messageId: 'm-x', body: 'no JSON', attributes: {} }],
  };

  it('lists the dead letters, newest first', async () => {
    const { api } = shopWith({ queues });
    const { body } = await ask(api, '/dead-letters');
    expect(body.messages.map(({ eventId }: { eventId: string }) => eventId)).toEqual(['new', 'old']);
    expect(body.messages[0]).toMatchObject({ stage: 'Commit', reason: 'X: no', body: { envelope: '{}' } });
  });

  it('lists what the bus could not deliver, with the reason', async () => {
    const { api } = shopWith({ queues });
    const { body } = await ask(api, '/dead-letters?queue=undelivered');
    expect(body.messages).toMatchObject([
      { eventId: 'event-u', productId: 'SKU2', reason: 'TooLarge: over 256 KB' },
      { messageId: 'm-x', body: 'no JSON' },
    ]);
  });

  it.each(['event-u', 'm-u'])('finds a message of either queue by %s', async (id) => {
    const { api } = shopWith({ queues });
    expect((await ask(api, `/dead-letters/${id}`)).body.messages).toMatchObject([{ queue: 'undelivered' }]);
  });

  it('says when there is no such message, and no such queue', async () => {
    const { api } = shopWith({ queues });
    expect((await ask(api, '/dead-letters/none')).status).toBe(404);
    expect((await ask(api, '/dead-letters?queue=x')).status).toBe(400);
  });
});

describe('the local API', () => {
  it('answers the status', async () => {
    expect((await ask(shopWith().api, '/status')).body).toEqual({ running: true });
  });

  it('names a path that there is not', async () => {
    const { status, type, body } = await ask(shopWith().api, '/nothing');
    expect([status, type]).toEqual([404, 'application/problem+json']);
    expect(body.detail).toBe('there is no GET /nothing');
  });

  it('tells an outage of a store from a fault', async () => {
    const { api, deps } = shopWith();
    deps.catalog.policies = async () => {
      throw new StoreUnavailable('no answer');
    };
    expect((await ask(api, '/policies')).body).toMatchObject({ status: 503, detail: 'no answer' });
    deps.catalog.policies = async () => {
      throw new TypeError('broken');
    };
    expect((await ask(api, '/policies')).body).toMatchObject({ status: 500, detail: 'TypeError: broken' });
  });

  it('refuses a body that is too large', async () => {
    const { status } = await send(shopWith().api, 'POST', '/policies/check', 'x'.repeat(9_000_000));
    expect(status).toBe(413);
  });
});

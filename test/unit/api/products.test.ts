import { describe, expect, it } from 'vitest';
import { inForce, product, state } from '../domain/make.ts';
import { ask, emitted, send, shopWith, terms } from './support.ts';

const kettle = (productId: string, changes = {}) => ({ ...product(), productId, ...changes });

describe('POST /products', () => {
  it('adds a new product and announces it by a seed', async () => {
    const { api, shop } = shopWith();
    const { status, body } = await send(api, 'POST', '/products', { products: [kettle('SKU2')] });
    expect([status, body]).toEqual([
      200,
      { added: 1, changed: 0, unchanged: 0, problems: [], cleared: [], warnings: [] },
    ]);
    expect(shop.products['SKU2']?.name).toBe('Kettle');
    expect(emitted(shop)).toEqual(['seed SKU2']);
  });

  it('reprices a changed product, naming the fields that changed', async () => {
    const { api, shop } = shopWith({ states: { SKU1: state() } });
    const changes = { productId: 'SKU1', listPrice: 1_200, unitCost: 500 };
    const { body } = await send(api, 'POST', '/products', { products: [changes] });
    expect(body.changed).toBe(1);
    expect(emitted(shop)).toEqual(['reprice SKU1 changed: listPrice, unitCost']);
  });

  it('leaves a field that is not given as it is, and clears one that is null, naming what it was', async () => {
    const before = product({ minimumAdvertisedPrice: 950, minimumPrice: 500 });
    const { api, shop } = shopWith({ products: { SKU1: before }, states: { SKU1: state() } });
    const given = { productId: 'SKU1', listPrice: 1_100, minimumAdvertisedPrice: null };
    const { body } = await send(api, 'POST', '/products', { products: [given] });
    const { minimumAdvertisedPrice: _, ...rest } = before;
    expect(shop.products['SKU1']).toEqual({ ...rest, listPrice: 1_100 });
    expect(body.cleared).toEqual([
      {
        index: 0,
        productId: 'SKU1',
        field: 'minimumAdvertisedPrice',
        before: 950,
        message: 'minimumAdvertisedPrice: cleared; it was EUR 9.50',
      },
    ]);
  });

  it.each([
    ['/products', { products: [{ productId: 'SKU1', listPrice: 1_200 }] }, { listPrice: 1_200 }],
    [
      '/products/baselines',
      { baselines: [{ productId: 'SKU1', unitsPerHour: 3 }] },
      { baselineUnitsPerHour: 3 },
    ],
  ])(
    'never brings back an old field when an import changes the product during a POST of %s',
    async (path, sent, fields) => {
      const { api, deps, shop } = shopWith({ states: { SKU1: state() } });
      const { putProduct } = deps.catalog;
      let first = true;
      deps.catalog.putProduct = async (put, replaces) => {
        if (first) {
          first = false;
          await send(api, 'POST', '/products', { products: [{ productId: 'SKU1', unitCost: 700 }] });
        }
        return putProduct(put, replaces);
      };
      await send(api, 'POST', path, sent);
      expect(shop.products['SKU1']).toMatchObject({ unitCost: 700, ...fields });
    },
  );

  it('says so when others never let go of the product', async () => {
    const { api, deps, shop } = shopWith();
    deps.catalog.putProduct = async () => false;
    const { body } = await send(api, 'POST', '/products', { products: [{ productId: 'SKU1', unitCost: 7 }] });
    expect(body.problems[0].message).toContain('was changed by others 20 times meanwhile');
    expect(emitted(shop)).toEqual([]);
    const baselines = [{ productId: 'SKU1', unitsPerHour: 3 }];
    expect((await send(api, 'POST', '/products/baselines', { baselines })).status).toBe(409);
  });

  it('refuses terms that contradict each other, also with what stays as it is, and puts nothing of them', async () => {
    const { api, shop } = shopWith({ products: { SKU1: product({ highestPrice: 1_200 }) } });
    const { body } = await send(api, 'POST', '/products', {
      products: [{ productId: 'SKU1', minimumPrice: 1_300, name: 'Pot' }],
    });
    expect(body.problems).toEqual([
      {
        index: 0,
        productId: 'SKU1',
        message: 'minimumPrice: EUR 13.00 is above highestPrice, EUR 12.00: no price is both',
      },
    ]);
    expect(shop.products['SKU1']?.name).toBe('Kettle');
  });

  it('says which products get no price under their policy, and why', async () => {
    const guardrails = { priceBand: { highest: 900 } };
    const { api } = shopWith({
      products: {},
      policies: {
        default: { current: { version: 1, mode: 'live' }, versions: { 1: terms({ guardrails }) } },
      },
    });
    const dear = kettle('SKU2', { listPrice: 900, minimumAdvertisedPrice: 950 });
    const { body } = await send(api, 'POST', '/products', {
      products: [kettle('SKU1', { listPrice: 900 }), dear],
    });
    expect(body).toMatchObject({
      added: 2,
      warnings: [{ index: 1, productId: 'SKU2', rule: 'no price can pass' }],
    });
  });

  it('says of a change that waits for what', async () => {
    const { api } = shopWith({ states: { SKU1: state({ stock: 0 }) } });
    const change = { products: [{ productId: 'SKU1', listPrice: 1_100 }] };
    expect((await send(api, 'POST', '/products', change)).body.warnings).toMatchObject([
      { rule: 'change waits' },
    ]);
    expect((await send(api, 'POST', '/products', change)).body.warnings).toEqual([]);
  });

  it('reprices a product without a stock again whose list price an import that broke off did not put in force', async () => {
    const { api, shop } = shopWith({ states: { SKU1: state({ stock: undefined, price: inForce(999) }) } });
    await send(api, 'POST', '/products', { products: [product()] });
    expect(emitted(shop)).toEqual(['reprice SKU1 its list price is not in force']);
  });

  it('takes a slope with the baseline, keeps it where none is given, and reprices only after a change', async () => {
    const { api, shop } = shopWith({ states: { SKU1: state() } });
    const slope = { shift: -0.4, sd: 0.2 };
    const put = async (more: object) =>
      (
        await send(api, 'POST', '/products/baselines', {
          baselines: [{ productId: 'SKU1', unitsPerHour: 3, ...more }],
        })
      ).body;
    expect(await put({ slope })).toEqual({ changed: 1, unchanged: 0, unknown: [] });
    expect(shop.products['SKU1']).toMatchObject({
      baselineUnitsPerHour: 3,
      slopeShift: -0.4,
      slopeSd: 0.2,
    });
    expect(await put({ slope: { ...slope } })).toMatchObject({ changed: 0, unchanged: 1 });
    expect(await put({})).toMatchObject({ changed: 0, unchanged: 1 });
    expect(shop.products['SKU1']?.slopeSd).toBe(0.2);
    expect(await put({ slope: { shift: -0.4, sd: 0.3 } })).toMatchObject({ changed: 1 });
    expect(emitted(shop)).toHaveLength(2);
  });

  it('refuses a slope beyond its limits', async () => {
    const { api } = shopWith({ states: { SKU1: state() } });
    for (const slope of [{ shift: -5.1, sd: 0.2 }, { shift: 0, sd: 0 }, { shift: 0 }])
      expect(
        (
          await send(api, 'POST', '/products/baselines', {
            baselines: [{ productId: 'SKU1', unitsPerHour: 3, slope }],
          })
        ).status,
      ).toBe(400);
  });

  it('reprices a product whose baseline was trained anew', async () => {
    const { api, shop } = shopWith({ states: { SKU1: state() } });
    const trained = kettle('SKU1', { baselineUnitsPerHour: 0.25 });
    const { body } = await send(api, 'POST', '/products', { products: [trained] });
    expect(body.changed).toBe(1);
    expect(shop.products['SKU1']?.baselineUnitsPerHour).toBe(0.25);
    expect(emitted(shop)).toEqual(['reprice SKU1 changed: baselineUnitsPerHour']);
  });

  it('leaves an unchanged product alone', async () => {
    const { api, shop } = shopWith({ states: { SKU1: state() } });
    const { body } = await send(api, 'POST', '/products', { products: [product()] });
    expect(body.unchanged).toBe(1);
    expect(emitted(shop)).toEqual([]);
  });

  it('seeds a product again that an import left without a price', async () => {
    const { api, shop } = shopWith();
    await send(api, 'POST', '/products', { products: [product()] });
    expect(emitted(shop)).toEqual(['seed SKU1']);
  });

  it('puts the valid ones when others are bad, and names those by index and field', async () => {
    const { api, shop } = shopWith();
    const products = [kettle('SKU2', { listPrice: 9.99 }), kettle('SKU3'), 'no product', kettle('SKU3')];
    const { body } = await send(api, 'POST', '/products', { products });
    expect(body.added).toBe(1);
    expect(body.problems).toEqual([
      { index: 0, productId: 'SKU2', message: expect.stringContaining('listPrice: ') },
      { index: 2, message: expect.any(String) },
      { index: 3, productId: 'SKU3', message: 'productId: is that of product 1 too' },
    ]);
    expect(emitted(shop)).toEqual(['seed SKU3']);
  });

  it('asks the stores and the bus for many products at a time', async () => {
    const { api, deps } = shopWith();
    const calls: string[] = [];
    const counted = <Argument, Answer>(name: string, call: (argument: Argument) => Answer) => {
      return (argument: Argument) => {
        calls.push(name);
        return call(argument);
      };
    };
    Object.assign(deps.catalog, {
      productToChange: counted('productToChange', deps.catalog.productToChange),
      productsToChange: counted('productsToChange', deps.catalog.productsToChange),
    });
    Object.assign(deps.priceStates, {
      read: counted('read', deps.priceStates.read),
      readMany: counted('readMany', deps.priceStates.readMany),
    });
    deps.bus.emit = counted('emit', deps.bus.emit);
    const products = Array.from({ length: 100 }, (_, at) => kettle(`NEW${at}`));

    const { body } = await send(api, 'POST', '/products', { products });

    expect(body.added).toBe(100);
    expect(calls.sort()).toEqual([...Array(10).fill('emit'), 'productsToChange', 'readMany']);
  });

  it('refuses a product of a policy that does not exist', async () => {
    const { api, shop } = shopWith();
    const { body } = await send(api, 'POST', '/products', {
      products: [kettle('SKU2', { policyId: 'gold' })],
    });
    expect(body.problems[0].message).toBe('policyId: there is no policy gold');
    expect(shop.products['SKU2']).toBeUndefined();
  });

  it('refuses another currency for a product that is there', async () => {
    const { api, shop } = shopWith();
    const { body } = await send(api, 'POST', '/products', {
      products: [kettle('SKU1', { currency: 'USD' })],
    });
    expect(body.problems[0].message).toBe(
      "currency: SKU1 is priced in EUR, which can't change; retire it and add it with another id",
    );
    expect(shop.products['SKU1']?.currency).toBe('EUR');
  });

  it('refuses a body that another site could send without being asked', async () => {
    const { api, shop } = shopWith();
    const answer = await ask(api, '/products', {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ products: [kettle('SKU2')] }),
    });
    expect([answer.status, answer.type]).toEqual([415, 'application/problem+json']);
    expect(shop.products['SKU2']).toBeUndefined();
  });

  it('says where a body is not JSON', async () => {
    const { api } = shopWith();
    const headers = { 'content-type': 'application/json' };
    const { status, body } = await ask(api, '/products', { method: 'POST', headers, body: '{"products": [' });
    expect(status).toBe(400);
    expect(body.detail).toContain('the body is not JSON: ');
  });
});

describe('GET /products', () => {
  const products = Object.fromEntries(
    ['A', 'B', 'C', 'D', 'E'].map((productId) => [productId, product({ productId })]),
  );

  it('answers page after page, by id, until there is no next', async () => {
    const { api } = shopWith({ products });
    const pages: string[][] = [];
    let next: string | undefined;
    do {
      const { body } = await ask(api, `/products?limit=2${next ? `&after=${next}` : ''}`);
      pages.push(body.products.map(({ productId }: { productId: string }) => productId));
      next = body.next;
    } while (next);
    expect(pages).toEqual([['A', 'B'], ['C', 'D'], ['E']]);
  });

  it('orders by id whatever order the store scans in', async () => {
    const { deps, api } = shopWith({ products });
    deps.catalog.products = async function* () {
      for (const id of ['D', 'A', 'E', 'C', 'B', ...Array.from({ length: 20 }, (_, at) => `Z${at}`)])
        yield product({ productId: id });
    };
    const { body } = await ask(api, '/products?limit=2');
    expect(body.products.map(({ productId }: { productId: string }) => productId)).toEqual(['A', 'B']);
  });

  it('refuses a limit out of range and a parameter that it does not know', async () => {
    const { api } = shopWith();
    expect((await ask(api, '/products?limit=0')).body.detail).toContain('limit: ');
    expect((await ask(api, '/products?pages=2')).status).toBe(400);
  });

  it.each(['A/B', '50%', 'ü x'])('finds %s by its id', async (productId) => {
    const { api } = shopWith({ products: { [productId]: product({ productId }) }, states: {} });
    const { body } = await ask(api, `/products/${encodeURIComponent(productId)}`);
    expect(body).toMatchObject({ product: { productId }, state: null });
  });

  it('answers a product with its price state', async () => {
    const { api } = shopWith({ states: { SKU1: state({ sequence: 7 }) } });
    expect((await ask(api, '/products/SKU1')).body.state.sequence).toBe(7);
  });

  it('names the product that it does not know', async () => {
    const { api } = shopWith();
    const { status, type, body } = await ask(api, '/products/SKU9');
    expect([status, type]).toEqual([404, 'application/problem+json']);
    expect(body).toMatchObject({
      status: 404,
      instance: '/products/SKU9',
      detail: expect.stringContaining('SKU9'),
    });
  });
});

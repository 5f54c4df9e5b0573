import { describe, expect, it } from 'vitest';
import { begun } from '../../../domain/standing/standing.ts';
import { NOW, product, state } from '../domain/make.ts';
import { ask, emitted, type Shop, send, shopWith, terms } from './support.ts';

const using = { model: { use: true } };
const shopOf = (policyTerms: Parameters<typeof terms>[0], changes: Partial<Shop> = {}) =>
  shopWith({
    policies: { default: { current: { version: 1, mode: 'live' }, versions: { 1: terms(policyTerms) } } },
    products: { SKU1: product(), SKU2: product({ productId: 'SKU2' }) },
    states: {
      SKU1: state({ standing: begun('stopped', NOW, { model: 'demand@1', why: 'sells more' }) }),
      SKU2: state({ productId: 'SKU2', standing: begun('watching', NOW, { model: 'demand@1' }) }),
    },
    ...changes,
  });
const watching = { ...using, goLive: {}, watchdog: {} };
const kinds = ({ states }: Shop) => Object.values(states).map(({ standing }) => standing?.kind);

describe('GET /readiness', () => {
  it('reports each policy with its products, stopped ones first', async () => {
    const { api } = shopOf(watching);
    const { body } = await ask(api, '/readiness');
    expect(body.policies).toHaveLength(1);
    expect(body.policies[0]).toMatchObject({ policyId: 'default', goLiveBy: 'itself', unwatched: 0 });
    expect(
      body.policies[0].products.map(({ productId, why }: { productId: string; why: string }) => [
        productId,
        why,
      ]),
    ).toEqual([
      ['SKU1', 'sells more'],
      ['SKU2', '0.0 of 48 hours; 0.0 of 30 units expected'],
    ]);
  });

  it('reports one policy alone, and says that there is no such policy', async () => {
    const { api } = shopOf(watching, {
      products: { SKU1: product(), SKU2: product({ productId: 'SKU2', policyId: 'other' }) },
    });
    expect((await ask(api, '/readiness?policyId=default')).body.policies[0].products).toHaveLength(1);
    expect((await ask(api, '/readiness?policyId=none')).body.detail).toBe('there is no policy none');
  });
});

describe('POST /standing', () => {
  const live = { productIds: ['SKU1'], kind: 'live', why: 'was a bulk order' };

  it('lets the named products go live, with the reason in the state and in the audit log, and reprices them', async () => {
    const { api, shop } = shopOf(watching);
    const { body } = await send(api, 'POST', '/standing', live);
    expect(body).toEqual({ kind: 'live', changed: 1, unchanged: 0 });
    expect(shop.states['SKU1']?.standing).toMatchObject({
      kind: 'live',
      model: 'demand@1',
      why: 'was a bulk order',
      tally: { decisions: 0 },
    });
    expect(kinds(shop)).toEqual(['live', 'watching']);
    expect(emitted(shop)).toEqual(['reprice SKU1 was a bulk order']);
  });

  it('changes all products of a policy, except those that have the standing or no price', async () => {
    const { api, shop } = shopOf(watching);
    shop.products['SKU3'] = product({ productId: 'SKU3' });
    const { body } = await send(api, 'POST', '/standing', {
      policyId: 'default',
      kind: 'watching',
      why: 'new baselines',
    });
    expect(body).toEqual({ kind: 'watching', changed: 1, unchanged: 2 });
    expect(kinds(shop)).toEqual(['watching', 'watching']);
  });

  it('leaves products alone whose policy keeps no standings, and watches none of them', async () => {
    const { api, shop } = shopOf(using);
    expect((await send(api, 'POST', '/standing', live)).body).toMatchObject({ changed: 0, unchanged: 1 });
    const { status, body } = await send(api, 'POST', '/standing', { ...live, kind: 'watching' });
    expect([status, body.detail]).toEqual([
      409,
      'policy default watches no products: goLive.by has to be itself or person; nothing was changed',
    ]);
    expect(kinds(shop)).toEqual(['stopped', 'watching']);
  });

  it('names an unknown product, and changes nothing', async () => {
    const { api, shop } = shopOf(watching);
    const { status, body } = await send(api, 'POST', '/standing', { ...live, productIds: ['SKU1', 'SKU9'] });
    expect([status, body.detail]).toEqual([404, 'product SKU9 is not in the catalog; nothing was changed']);
    expect(kinds(shop)).toEqual(['stopped', 'watching']);
  });
});

describe('the mode of the first version of a policy', () => {
  const put = async (query: string, changes: object) => {
    const { api, shop } = shopWith();
    const { status, body } = await send(
      api,
      'PUT',
      `/policies/new${query}`,
      terms({ policyId: 'new', ...changes }),
    );
    return { status, detail: body.detail, mode: shop.policies['new']?.current?.mode };
  };

  it.each([
    ['live without the model', '', {}, 'live'],
    ['shadow with the model', '', using, 'shadow'],
    ['live with the model and goLive, by which each product is watched', '', watching, 'live'],
    ['the one that is asked for', '?mode=live&why=checked', using, 'live'],
  ])('is %s', async (_, query, changes, mode) => {
    expect(await put(query, changes)).toMatchObject({ status: 200, mode });
  });

  it('needs a reason if it is asked for, and is refused for a policy in another mode', async () => {
    expect(await put('?mode=live', using)).toMatchObject({ status: 400, mode: undefined });
    const { api } = shopWith();
    const again = await send(api, 'PUT', '/policies/default?mode=shadow&why=x', terms());
    expect([again.status, again.body.detail]).toEqual([
      409,
      'policy default is live already; set another mode by: pricewire policy mode default shadow',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { product } from '../../domain/make.ts';
import { ask, emitted, type Shop, send, shopWith, terms } from './support.ts';

const twoProducts = {
  SKU1: product(),
  SKU2: product({ productId: 'SKU2', policyId: 'other' }),
};
const inMode = (mode: 'live' | 'shadow' | 'paused'): Partial<Shop> => ({
  policies: { default: { current: { version: 1, mode }, versions: { 1: terms() } } },
});

describe('PUT /policies/:id', () => {
  it('puts a new version in force and reprices the products of the policy, and no others', async () => {
    const { api, shop } = shopWith({ products: twoProducts });
    const changed = terms({ repriceAfterMinutes: 5 });
    const { body } = await send(api, 'PUT', '/policies/default', changed);
    expect(body).toMatchObject({ policyId: 'default', version: 2, mode: 'live', repriced: 1 });
    expect(shop.policies['default']?.versions[2]?.repriceAfterMinutes).toBe(5);
    expect(emitted(shop)).toEqual(['reprice SKU1 policy default is now version 2']);
  });

  it('reprices only once no process goes by the terms before any more', async () => {
    const { api, shop } = shopWith({ products: twoProducts });
    await send(api, 'PUT', '/policies/default', terms({ repriceAfterMinutes: 5 }));
    expect(shop.settled).toEqual([0]);
    expect(shop.events).toHaveLength(1);
  });

  it('names the field that is wrong, and puts nothing', async () => {
    const { api, shop } = shopWith();
    const { status, body } = await send(api, 'PUT', '/policies/default', {
      ...terms(),
      model: { use: 'yes' },
    });
    expect(status).toBe(400);
    expect(body.problems[0].at).toBe('model.use');
    expect(shop.policies['default']?.current?.version).toBe(1);
  });

  it('refuses terms of another policy than the one addressed', async () => {
    const { api } = shopWith();
    const { status, body } = await send(api, 'PUT', '/policies/other', terms());
    expect([status, body.detail]).toEqual([400, 'policyId: is default, but other was addressed']);
  });

  it('says so when another version was put at the same time', async () => {
    const { api, need, shop } = shopWith();
    need.catalog.putPolicy = async () => undefined;
    expect((await send(api, 'PUT', '/policies/default', terms())).status).toBe(409);
    expect(emitted(shop)).toEqual([]);
  });
});

describe('GET /policies', () => {
  it('answers the terms in force, or those of the version asked for', async () => {
    const { api } = shopWith();
    await send(api, 'PUT', '/policies/default', terms({ repriceAfterMinutes: 5 }));
    const now = await ask(api, '/policies/default');
    const first = await ask(api, '/policies/default?version=1');
    expect(now.body).toMatchObject({ version: 2, terms: { repriceAfterMinutes: 5 } });
    expect(first.body).toMatchObject({
      version: 1,
      terms: { repriceAfterMinutes: 30 },
      inForce: { version: 2, mode: 'live' },
    });
  });

  it('answers terms that can be put again as they are', async () => {
    const { api } = shopWith();
    const { body } = await ask(api, '/policies/default');
    expect((await send(api, 'PUT', '/policies/default', body.terms)).status).toBe(200);
  });

  it('names a policy and a version that are not there', async () => {
    const { api } = shopWith();
    expect((await ask(api, '/policies/gold')).body.detail).toBe('there is no policy gold');
    expect((await ask(api, '/policies/default?version=9')).body.detail).toContain('no version 9');
  });

  it('lists the policies in force', async () => {
    const { api } = shopWith();
    expect((await ask(api, '/policies')).body.policies).toMatchObject([{ policyId: 'default', version: 1 }]);
  });
});

describe('POST /policies/:id/mode', () => {
  it.each([
    ['paused', 'live', 1],
    ['paused', 'shadow', 1],
    ['shadow', 'live', 1],
    ['live', 'shadow', 0],
    ['live', 'paused', 0],
    ['live', 'live', 0],
  ] as const)('from %s to %s reprices %i products of the policy', async (before, mode, repriced) => {
    const { api, shop } = shopWith({ ...inMode(before), products: twoProducts });
    const { body } = await send(api, 'POST', '/policies/default/mode', { mode });
    expect(body).toEqual({ policyId: 'default', before, mode, repriced });
    expect(shop.policies['default']?.current?.mode).toBe(mode);
    expect(emitted(shop)).toHaveLength(repriced);
  });

  it('refuses a mode that there is not, and a policy that there is not', async () => {
    const { api } = shopWith();
    expect((await send(api, 'POST', '/policies/default/mode', { mode: 'off' })).status).toBe(400);
    expect((await send(api, 'POST', '/policies/gold/mode', { mode: 'live' })).status).toBe(404);
  });
});

describe('POST /policies/check', () => {
  it('answers the problems of terms that can not be put', async () => {
    const { api } = shopWith();
    const { status, body } = await send(api, 'POST', '/policies/check', {
      ...terms(),
      rules: [{ kind: 'luck' }],
    });
    expect([status, body.valid]).toEqual([200, false]);
    expect(body.problems[0].at).toContain('rules.0');
  });

  it('answers the warnings of terms that can', async () => {
    const { api, shop } = shopWith();
    const { body } = await send(
      api,
      'POST',
      '/policies/check',
      terms({ guardrails: { priceBand: { lowest: 200, highest: 100 } } }),
    );
    expect(body).toMatchObject({ valid: true, problems: [], warnings: [{ at: 'guardrails.priceBand' }] });
    expect(shop.policies['default']?.current?.version).toBe(1);
  });
});

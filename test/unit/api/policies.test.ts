import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from '../../../domain/values/errors.ts';
import { NOW, product, state } from '../domain/make.ts';
import { ask, checkedApi, emitted, type Shop, send, shopWith, terms } from './support.ts';

const ALONE = '/policies/default?breakGlass=true&why=nobody+else+is+awake';
const twoProducts = {
  SKU1: product(),
  SKU2: product({ productId: 'SKU2', policyId: 'other' }),
};
/** A policy without a limit for releases, so that one person may put its next version. */
const unlimited = (changes: Parameters<typeof terms>[0] = {}) =>
  terms({ review: { secondPersonAbove: {} }, ...changes });
const unlimitedShop = (changes: Partial<Shop> = {}) =>
  shopWith({
    policies: { default: { current: { version: 1, mode: 'live' }, versions: { 1: unlimited() } } },
    ...changes,
  });
const inMode = (mode: 'live' | 'shadow' | 'paused'): Partial<Shop> => ({
  policies: { default: { current: { version: 1, mode }, versions: { 1: terms() } } },
});

describe('PUT /policies/:id', () => {
  it('puts a new version in force and reprices the products of the policy, and no others', async () => {
    const { api, shop } = unlimitedShop({ products: twoProducts });
    const changed = unlimited({ repriceAfterMinutes: 5 });
    const { body } = await send(api, 'PUT', '/policies/default', changed);
    expect(body).toMatchObject({ policyId: 'default', version: 2, mode: 'live', repriced: 1 });
    expect(shop.policies['default']?.versions[2]?.repriceAfterMinutes).toBe(5);
    expect(emitted(shop)).toEqual(['reprice SKU1 policy default is now version 2']);
  });

  it('asks for nothing while the policy is paused, and says how many products are held, and why', async () => {
    const products = { ...twoProducts, SKU3: product({ productId: 'SKU3', status: 'retired' }) };
    const { api, shop } = shopWith({ ...inMode('paused'), products });
    const { body } = await send(api, 'PUT', ALONE, terms({ repriceAfterMinutes: 5 }));
    expect([body.repriced, body.held]).toEqual([0, { paused: 1, retired: 1 }]);
    expect(emitted(shop)).toEqual([]);
  });

  it('reprices only once no process goes by the terms before any more', async () => {
    const { api, shop } = unlimitedShop({ products: twoProducts });
    await send(api, 'PUT', '/policies/default', unlimited({ repriceAfterMinutes: 5 }));
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
    const { api, deps, shop } = unlimitedShop();
    deps.catalog.putPolicy = async () => undefined;
    const { status, body } = await send(api, 'PUT', '/policies/default', unlimited());
    expect([status, body.title]).toEqual([409, 'Conflict']);
    expect(emitted(shop)).toEqual([]);
  });
});

describe('terms that let no price of a product pass', () => {
  const dear = product({ minimumAdvertisedPrice: 950 });
  const low = terms({ guardrails: { priceBand: { highest: 900 } } });
  const noPrice = { at: 'products', message: expect.stringContaining('1 with no price can pass: SKU1: ') };

  it('are warned of when they are checked and when they are put', async () => {
    const { api } = shopWith({ products: { SKU1: dear, OTHER: { ...dear, policyId: 'other' } } });
    const { body } = await send(api, 'POST', '/policies/check', low);
    expect(body).toEqual({ valid: true, problems: [], warnings: [noPrice] });
    expect((await send(api, 'PUT', ALONE, low)).body.warnings).toEqual([noPrice]);
  });

  it('are warned of with what becomes of the price in force', async () => {
    const { api } = shopWith({ products: { SKU1: dear }, states: { SKU1: state() } });
    const [warning] = (await send(api, 'POST', '/policies/check', low)).body.warnings;
    expect(warning.message).toMatch(/the price in force stays$/);
  });

  it('are warned of by the price that a cap is held to', async () => {
    const capped = terms({
      guardrails: { emergencyCaps: [{ id: 'flood', from: '2026-01-01T00:00:00Z', maxRaisePercent: 0 }] },
    });
    const { api } = shopWith({ states: { SKU1: state({ frozenPrices: { flood: 399 } }) } });
    expect((await send(api, 'POST', '/policies/check', capped)).body.warnings).toEqual([noPrice]);
  });

  it('are not looked for where the asker wants the terms alone checked', async () => {
    const { api } = shopWith({ products: { SKU1: dear } });
    const { body } = await send(api, 'POST', '/policies/check?products=false', low);
    expect(body).toEqual({ valid: true, problems: [], warnings: [] });
  });
});

describe('terms that contradict each other', () => {
  const empty = terms({ guardrails: { priceBand: { lowest: 200, highest: 100 } } });
  const fault = {
    at: 'guardrails.priceBand',
    message: 'is empty: at least 200, at most 100; every price would be rejected',
  };

  it('are refused, and nothing is put', async () => {
    const { api, shop } = shopWith();
    expect((await send(api, 'POST', '/policies/check', empty)).body).toEqual({
      valid: false,
      problems: [fault],
      warnings: [],
    });
    for (const [method, path, body] of [
      ['PUT', '/policies/default', empty],
      ['POST', '/policy-drafts', { terms: empty, why: 'to see' }],
    ] as const)
      expect(await send(api, method, path, body)).toMatchObject({ status: 400, body: { problems: [fault] } });
    expect(shop.policies['default']?.current?.version).toBe(1);
  });
});

describe('a bound that new terms leave out', () => {
  it('is named with what it was', async () => {
    const bounded = terms({ guardrails: { priceBand: { highest: 2_000 } } });
    const { api } = shopWith({
      policies: { default: { current: { version: 1, mode: 'live' }, versions: { 1: bounded } } },
    });
    const lost = {
      at: 'guardrails.priceBand.highest',
      message: 'is left out; it was 2000, and it no longer holds',
    };
    expect((await send(api, 'POST', '/policies/check', terms())).body.warnings).toEqual([lost]);
    expect((await send(api, 'PUT', ALONE, terms())).body.warnings).toEqual([lost]);
  });
});

describe('a version that takes two', () => {
  const inForce = ({ policies }: Shop) => policies['default']?.current?.version;

  it.each([
    ['where nothing is said of releases', terms(), terms()],
    ['where the new version ends the limit', terms(), unlimited()],
    ['where the new version sets a limit', unlimited(), terms()],
    ['by an amount', unlimited({ review: { secondPersonAbove: { amount: 5_000 } } }), unlimited()],
  ])('is not put by one person: %s', async (_, before, after) => {
    const { api, shop } = shopWith({
      policies: { default: { current: { version: 1, mode: 'live' }, versions: { 1: before } } },
    });

    const { status, body } = await send(api, 'PUT', '/policies/default', after);

    expect([status, body.title, inForce(shop)]).toEqual([409, 'Takes two', 1]);
    expect(body.detail).toContain('pricewire policy draft');
    expect(shop.audited).toEqual([]);
  });

  it('is put by one who breaks the glass, which the audit log and the version say', async () => {
    const { api, shop } = shopWith();

    expect((await send(api, 'PUT', ALONE, terms())).body).toMatchObject({ version: 2 });

    expect(shop.audited).toEqual(['tester policy.break-glass policy default']);
    expect(shop.policies['default']?.notes?.[2]).toMatchObject({
      by: 'tester',
      why: 'nobody else is awake',
      brokeGlass: true,
    });
  });

  it('takes a reason to break the glass', async () => {
    const { api, shop } = shopWith();

    const { status } = await send(api, 'PUT', '/policies/default?breakGlass=true', terms());

    expect([status, inForce(shop)]).toEqual([400, 1]);
  });

  it('is no broken glass where it takes one', async () => {
    const { api, shop } = unlimitedShop();

    await send(api, 'PUT', ALONE, unlimited());

    expect(shop.audited).toEqual(['tester put-policy policy default']);
    expect(shop.policies['default']?.notes?.[2]).not.toHaveProperty('brokeGlass');
  });

  it('is not what it was judged as where another version comes in force meanwhile', async () => {
    const { api, deps, shop } = unlimitedShop();
    const { putPolicy } = deps.catalog;
    deps.catalog.putPolicy = async (...asked) => {
      await putPolicy(terms());
      return putPolicy(...asked);
    };

    expect((await send(api, 'PUT', '/policies/default', unlimited())).status).toBe(409);
    expect(inForce(shop)).toBe(2);
  });
});

describe('GET /policies', () => {
  it('answers the terms in force, or those of the version asked for', async () => {
    const { api } = unlimitedShop();
    await send(api, 'PUT', '/policies/default', unlimited({ repriceAfterMinutes: 5 }));
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
    const { api } = unlimitedShop();
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
    expect(body).toEqual({ policyId: 'default', before, mode, repriced, held: {} });
    expect(shop.policies['default']?.current?.mode).toBe(mode);
    expect(emitted(shop)).toHaveLength(repriced);
  });

  it('refuses a mode that there is not, and a policy that there is not', async () => {
    const { api } = shopWith();
    expect((await send(api, 'POST', '/policies/default/mode', { mode: 'off' })).status).toBe(400);
    expect((await send(api, 'POST', '/policies/gold/mode', { mode: 'live' })).status).toBe(404);
  });
});

describe('a pause while the audit log can not be written', () => {
  const entriesOf = async ({ audit }: ReturnType<typeof shopWith>['deps']) => {
    const entries: { action: string; details: Record<string, unknown> }[] = [];
    for await (const { action, details } of audit.newest({})) entries.unshift({ action, details });
    return entries;
  };

  it.each([
    ['fails', () => Promise.reject(new Error('throttled'))],
    ['does not answer', () => new Promise<never>(() => {})],
  ])('is made when the log %s, and entered when it can be', async (_, append) => {
    const { deps, shop } = shopWith();
    const whole = deps.audit.append;
    deps.audit.append = append;
    const api = checkedApi(deps);
    const { status, body } = await send(api, 'POST', '/policies/default/mode', { mode: 'paused' });
    expect([status, body.auditedLater, shop.policies['default']?.current?.mode]).toEqual([
      200,
      true,
      'paused',
    ]);

    deps.audit.append = whole;
    await send(api, 'POST', '/policies/default/mode', { mode: 'live' });

    expect(await entriesOf(deps)).toMatchObject([
      { action: 'set-mode', details: { mode: 'paused', at: NOW, enteredLater: expect.any(String) } },
      { action: 'set-mode', details: { before: 'paused', mode: 'live' } },
    ]);
  });

  it('is the only change that is made', async () => {
    const { api, shop } = shopWith({ ...inMode('paused'), auditDown: true });
    for (const mode of ['live', 'shadow'])
      expect((await send(api, 'POST', '/policies/default/mode', { mode })).status).toBe(503);
    expect(shop.policies['default']?.current?.mode).toBe('paused');
  });

  it('is not made when it can be kept nowhere', async () => {
    const { deps, shop } = shopWith({ auditDown: true });
    deps.audit.keep = () => Promise.reject(new StoreUnavailable('down'));
    const { status } = await send(checkedApi(deps), 'POST', '/policies/default/mode', { mode: 'paused' });
    expect([status, shop.policies['default']?.current?.mode]).toEqual([503, 'live']);
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
      terms({ guardrails: { maxStep: { percent: 20 }, windowBand: { percent: 10 } } }),
    );
    expect(body).toMatchObject({
      valid: true,
      problems: [],
      warnings: [{ at: 'guardrails.maxStep.percent' }],
    });
    expect(shop.policies['default']?.current?.version).toBe(1);
  });
});

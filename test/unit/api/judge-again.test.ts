import { describe, expect, it } from 'vitest';
import { ModelUnavailable } from '../../../domain/values/errors.ts';
import { askModel } from '../../../tasks/models.ts';
import { elasticModel } from '../../fakes/demand-models.ts';
import { inventory, NOW, product } from '../domain/make.ts';
import { type Desk, desk } from './desk.ts';
import { terms } from './support.ts';

const STEPS = { model: { use: true }, guardrails: { maxStep: { percent: 5 } } };

/** A shop with event `e1`: the model proposed about twice the cost, and the policy allowed a step of 5%. */
async function decided(over: Parameters<typeof desk>[1] = {}): Promise<Desk> {
  const shop = desk(
    {
      products: { SKU1: product({ baselineUnitsPerHour: 10 }) },
      policies: { default: { current: { version: 1, mode: 'live' }, versions: { 1: terms(STEPS) } } },
    },
    over,
  );
  const event = inventory({ eventId: 'e1', stock: 5_000, acceptedAt: NOW, occurredAt: NOW });
  await shop.happens(event, (on) => askModel(elasticModel(), on));
  shop.shop.audited.length = 0;
  return shop;
}
const snapshot = ({ shop: { audited: _, ...data } }: Desk): string => JSON.stringify(data);

describe('an event judged again', () => {
  const ask = (shop: Desk, id = 'e1') => shop.as('ann', 'GET', `/events/${id}/judged-again`);

  it('comes to the same decision, writes nothing, and is in the audit log', async () => {
    const shop = await decided();
    const before = snapshot(shop);

    expect((await ask(shop)).body).toEqual({
      eventId: 'e1',
      productId: 'SKU1',
      result: 'same',
      code: { decided: expect.any(String), now: expect.any(String) },
      notes: [],
    });
    expect(snapshot(shop)).toBe(before);
    expect(shop.shop.audited).toEqual(['ann verify-decision event e1']);
  });

  it('names the guardrail where it comes to another one', async () => {
    const shop = await decided();
    shop.shop.policies['default'] = {
      current: { version: 1, mode: 'live' },
      versions: { 1: terms({ ...STEPS, guardrails: { maxStep: { percent: 6 } } }) },
    };
    expect((await ask(shop)).body).toMatchObject({
      result: 'different',
      guardrail: 'max-step',
      difference: { path: expect.stringContaining('decision.trail[7]') },
    });
  });

  it.each([
    [
      'was decided before contexts were kept',
      (shop: Desk) => delete evidenceOf(shop).judgedOn,
      'before the context',
    ],
    [
      'has lost the version of its policy',
      (shop: Desk) => delete shop.shop.policies['default']?.versions[1],
      'no version 1 of policy default',
    ],
  ])('that %s says so', async (_, spoil, why) => {
    const shop = await decided();
    spoil(shop);
    expect((await ask(shop)).body).toMatchObject({
      result: 'not-judged',
      notes: [expect.stringContaining(why)],
    });
  });

  it('without a decision says so, and shows no evidence that would be audited', async () => {
    const shop = await decided();
    shop.shop.ledger.evidence = {};
    expect((await ask(shop)).body).toMatchObject({
      result: 'not-judged',
      notes: [expect.stringContaining('without a decision')],
    });
    expect(shop.shop.audited).toEqual([]);
  });

  it('says that its decision never came in force where a newer event was faster', async () => {
    const shop = await decided();
    const row = shop.shop.ledger.rows['e1'];
    if (row === undefined) throw new Error('there is a row');
    row.outcome = 'superseded';
    delete row.revision;
    expect((await ask(shop)).body).toMatchObject({
      result: 'same',
      notes: ['The decision did not come in force: the event ended superseded.'],
    });
  });

  it('is not known where there is no such event', async () => {
    expect((await ask(await decided(), 'none')).status).toBe(404);
  });
});

const evidenceOf = ({ shop }: Desk) => {
  const evidence = shop.ledger.evidence['e1#1'];
  if (evidence === undefined) throw new Error('there is evidence');
  return evidence;
};

describe('what would have been', () => {
  const ask = (shop: Desk, body: object) => shop.as('ann', 'POST', '/events/e1/what-if', body);

  it('under other terms is what the guardrails of those say', async () => {
    const shop = await decided();
    const before = snapshot(shop);

    const { body } = await ask(shop, {
      terms: terms({ ...STEPS, guardrails: { maxStep: { percent: 10 } } }),
    });

    expect(body).toMatchObject({
      eventId: 'e1',
      currency: 'EUR',
      same: false,
      recorded: { outcome: 'priced', price: 950, inForce: 950, proposal: { source: 'model' } },
      supposed: { outcome: 'priced', price: 900, inForce: 900, proposal: { source: 'model' } },
      notes: [],
    });
    expect(body.guardrails[0]).toMatchObject({
      guardrail: 'max-step',
      recorded: { verdict: 'clamp', after: 950 },
      supposed: { verdict: 'clamp', after: 900 },
    });
    expect(snapshot(shop)).toBe(before);
    expect(shop.shop.audited).toEqual(['ann what-if event e1']);
  });

  it('under a version that is in the catalog', async () => {
    const shop = await decided();
    await shop.deps.catalog.putPolicy(terms({ model: { use: false } }));

    const { body } = await ask(shop, { policy: { policyId: 'default', version: 2 } });

    expect(body).toMatchObject({
      supposed: { outcome: 'held', proposal: { source: 'rules', by: 'list-price' } },
    });
    expect((await ask(shop, { policy: { policyId: 'default', version: 9 } })).status).toBe(404);
  });

  it('by another model, which is asked what the record says', async () => {
    const { body } = await ask(await decided(), { model: 'next' });
    expect(body.supposed.proposal.by).toMatch(/^next@/);
    expect(body.supposed.proposal.amount).not.toBe(body.recorded.proposal.amount);
  });

  it('by a model says so where none is asked', async () => {
    const { body } = await ask(await decided(), { model: 'next', terms: terms({ model: { use: false } }) });
    expect(body.notes).toEqual([expect.stringContaining('No model is asked')]);
  });

  it('by a model that is not deployed, or does not answer, is not known', async () => {
    const away = {
      ...elasticModel('demand'),
      predict: async () => {
        throw new ModelUnavailable('demand: Error: connection refused');
      },
    };
    const shop = await decided({ models: [away] });
    expect(await ask(shop, { model: 'none' })).toMatchObject({ status: 404 });
    expect(await ask(shop, { model: 'demand' })).toMatchObject({
      status: 503,
      body: { detail: expect.stringContaining('connection refused') },
    });
  });

  it.each([[{}], [{ terms: {} }], [{ terms: terms(), policy: { policyId: 'default', version: 1 } }]])(
    'is not asked with %j',
    async (body) => {
      expect((await ask(await decided(), body)).status).toBe(400);
    },
  );

  it('is not told of a record that lacks its context', async () => {
    const shop = await decided();
    delete evidenceOf(shop).judgedOn;
    expect(await ask(shop, { model: 'next' })).toMatchObject({ status: 409 });
  });
});

import { describe, expect, it } from 'vitest';
import { proposeByModel } from '../../../../domain/model-proposal.ts';
import { inForce, NOW, on, policy, product, proposal, state } from '../../domain/make.ts';
import { CAREFUL, type Desk, desk } from './desk.ts';
import { terms } from './support.ts';

const EVERYTHING = {
  guardrails: {
    reviewJump: { ofPriceInForcePercent: 20 },
    maxStep: { percent: 10 },
    windowBand: { percent: 25, hours: 24 },
    reversalLimit: { max: 1, windowMinutes: 600 },
    cooldown: { minutes: 5 },
    deadBand: { percent: 1 },
  },
};

/** A shop that has had a day of changing prices. */
async function busy(policyTerms: Parameters<typeof terms>[0] = EVERYTHING): Promise<Desk> {
  const shop = desk({
    policies: { default: { current: { version: 1, mode: 'live' }, versions: { 1: terms(policyTerms) } } },
    states: {},
  });
  await shop.happens({ kind: 'seed', eventId: 'seed', acceptedAt: NOW, productId: 'SKU1' });
  for (const [at, amount] of [1_050, 1_000, 1_300, 1_090, 1_150, 1_200, 980, 1_180, 1_181, 900].entries()) {
    shop.later(at % 3 === 0 ? 2 : 20);
    await shop.rejects(`e${at}`, amount);
  }
  return shop;
}
const ask = (shop: Desk, draft: Parameters<typeof terms>[0], last?: number) =>
  shop.as('eva', 'POST', '/policies/what-if', {
    terms: terms(draft),
    ...(last === undefined ? {} : { last }),
  });

describe('what other terms would have made of it', () => {
  it('is nothing else where the terms are the same', async () => {
    const { body } = await ask(await busy(), EVERYTHING);

    expect(body).toMatchObject({ decisions: 11, changed: 0, notReproduced: 0, examples: [] });
    expect(body.outcomes.before).toEqual(body.outcomes.after);
    expect(Object.keys(body.outcomes.before).sort()).toEqual(['held', 'priced', 'rejected']);
  });

  it('is what the guardrails of the draft say of each decision', async () => {
    const { body } = await ask(await busy(), {
      guardrails: { ...EVERYTHING.guardrails, reviewJump: undefined },
    });

    expect(body.outcomes.before.rejected).toBe(2);
    expect(body.outcomes.after.rejected).toBeUndefined();
    expect(body.changed).toBe(2);
    expect(body.examples).toContainEqual({
      eventId: 'e2',
      productId: 'SKU1',
      currency: 'EUR',
      at: expect.any(String),
      before: { outcome: 'rejected', reason: expect.stringContaining('review-jump') },
      after: { outcome: 'priced', price: expect.any(Number), reason: expect.any(String) },
    });
  });

  it('counts holds that a longer cooldown would have made', async () => {
    const { body } = await ask(await busy(), {
      guardrails: { ...EVERYTHING.guardrails, cooldown: { minutes: 60 } },
    });

    expect(body.outcomes.after.held).toBeGreaterThan(body.outcomes.before.held);
  });

  it('asks rules anew, but for one that goes by sales', async () => {
    const rules = [{ kind: 'low-stock' as const, below: 100, raisePercent: 10 }];
    const shop = desk({ states: { SKU1: state() } });
    await shop.rejects('unused', 1_000);
    await shop.happens(
      {
        kind: 'inventory',
        eventId: 'e1',
        acceptedAt: NOW,
        productId: 'SKU1',
        stock: 5,
        sequence: 99,
        occurredAt: NOW,
      },
      proposal(1_000, { source: 'rules', by: 'list-price', evidence: { stock: 5 } }),
    );

    const { body } = await ask(shop, { ...CAREFUL, rules });
    expect(body.examples).toMatchObject([{ eventId: 'e1', after: { outcome: 'priced', price: 1_100 } }]);
    const runOut = {
      kind: 'run-out' as const,
      atMost: 9,
      elasticity: 2,
      minimumHours: 0,
      percentOfList: { lowest: 50, highest: 150 },
    };
    const other = (await ask(shop, { ...CAREFUL, rules: [runOut] })).body;
    expect(other.changed).toBe(0);
    expect(other.approximations.join(' ')).toContain('run-out');
  });

  it('tells the profit that the model expected of both prices', async () => {
    const circumstances = on({
      product: product({ baselineUnitsPerHour: 10 }),
      policy: policy({ model: { use: true } }),
      state: state({ price: inForce(1_000) }),
    });
    const asked = { candidates: [900, 1_000, 1_100], reference: 1_000, hoursLeft: 5, times: [NOW] };
    const made = proposeByModel(
      circumstances,
      asked as never,
      { candidates: [1.2, 1, 0.95], reference: 1, times: [1] },
      'demand@1',
    );
    expect(made.amount).toBe(1_100);
    const shop = desk();
    await shop.rejects('e1', 1_000);
    await shop.happens(
      {
        kind: 'inventory',
        eventId: 'e2',
        acceptedAt: NOW,
        productId: 'SKU1',
        stock: 50,
        sequence: 99,
        occurredAt: NOW,
      },
      made,
    );

    const { body } = await ask(shop, { guardrails: { maxStep: { percent: 1 } } });

    expect(body.examples).toMatchObject([
      { eventId: 'e2', before: { price: 1_100 }, after: { outcome: 'priced', price: 1_010 } },
    ]);
    const [profit] = body.expectedProfit;
    expect(profit).toMatchObject({ currency: 'EUR', decisions: 1 });
    expect(profit.before).toBe(made.curve?.at(-1)?.expectedProfit);
    expect(profit.after).toBeLessThan(profit.before);
  });

  it('looks at the last decisions only, of this policy only', async () => {
    const shop = await busy();
    expect((await ask(shop, EVERYTHING, 4)).body.decisions).toBe(4);
    const other = terms({ ...EVERYTHING });
    shop.shop.policies['other'] = {
      current: { version: 1, mode: 'live' },
      versions: { 1: { ...other, policyId: 'other' } },
    };
    const { body } = await shop.as('eva', 'POST', '/policies/what-if', {
      terms: { ...other, policyId: 'other' },
    });
    expect(body).toMatchObject({ decisions: 0, changed: 0, expectedProfit: [] });
  });

  it('leaves out what can not be judged again as it was', async () => {
    const shop = await busy();
    shop.shop.products['SKU1'] = product({ highestPrice: 950 });

    const { body } = await ask(shop, EVERYTHING);

    expect(body.notReproduced).toBeGreaterThan(0);
    expect(body).toMatchObject({ changed: 0, decisions: 11 - body.notReproduced });
  });

  it('changes nothing, and is written down', async () => {
    const shop = await busy();
    const before = JSON.stringify([shop.shop.states, shop.shop.policies, shop.shop.ledger]);

    await ask(shop, { guardrails: {} });

    expect(JSON.stringify([shop.shop.states, shop.shop.policies, shop.shop.ledger])).toBe(before);
    expect(shop.shop.audited).toEqual(['eva what-if policy default']);
  });

  it('is not asked of a policy that is not there, nor with terms that are none', async () => {
    const shop = desk();
    const unknown = { ...terms(), policyId: 'none' };

    expect((await shop.as('eva', 'POST', '/policies/what-if', { terms: unknown })).status).toBe(404);
    expect((await shop.as('eva', 'POST', '/policies/what-if', { terms: {} })).status).toBe(400);
  });
});

import { describe, expect, it } from 'vitest';
import type { Circumstances } from '../../../domain/context/circumstances.ts';
import { proposeByRules } from '../../../domain/proposals/rules.ts';
import { ModelUnavailable } from '../../../domain/values/errors.ts';
import { askModel } from '../../../tasks/models.ts';
import { elasticModel } from '../../fakes/demand-models.ts';
import { inventory, minutesAgo, NOW, product } from '../domain/make.ts';
import { CAREFUL, type Desk, desk } from './desk.ts';
import { terms } from './support.ts';

const BY_MODEL = { model: { use: true } };
const EVERYTHING = {
  ...BY_MODEL,
  guardrails: {
    reviewJump: { ofPriceInForcePercent: 20 },
    maxStep: { percent: 10 },
    windowBand: { percent: 25, hours: 24 },
    reversalLimit: { max: 1, windowMinutes: 600 },
    cooldown: { minutes: 5 },
    deadBand: { percent: 1 },
  },
};

/** A shop after a day of changing prices. */
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
/** A shop with one decision: the model proposed about twice the cost. */
async function byModel(over: Parameters<typeof desk>[1] = {}): Promise<Desk> {
  const current = { version: 1, mode: 'live' as const };
  const shop = desk(
    {
      products: { SKU1: product({ baselineUnitsPerHour: 10 }) },
      policies: { default: { current, versions: { 1: terms(BY_MODEL) } } },
    },
    over,
  );
  const event = inventory({ eventId: 'e2', stock: 5_000, acceptedAt: NOW, occurredAt: NOW });
  await shop.happens(event, (on) => askModel(elasticModel(), on));
  return shop;
}

const unreachable = async (): Promise<number[]> => {
  throw new ModelUnavailable('demand: Error: connection refused');
};

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
      ...EVERYTHING,
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
      ...EVERYTHING,
      guardrails: { ...EVERYTHING.guardrails, cooldown: { minutes: 60 } },
    });

    expect(body.outcomes.after.held).toBeGreaterThan(body.outcomes.before.held);
  });

  it('asks the rules anew, also one that goes by sales', async () => {
    const shop = desk({ products: { SKU1: product({ saleEndsAt: minutesAgo(-600) }) } });
    const byRules = async (on: Circumstances) => proposeByRules(on);
    const sells = (eventId: string, stock: number, sequence: number) =>
      shop.happens(inventory({ eventId, stock, sequence, acceptedAt: NOW, occurredAt: NOW }), byRules);
    await sells('e1', 40, 2);
    shop.later(60);
    await shop.happens(
      { kind: 'reprice', eventId: 'e2', acceptedAt: NOW, productId: 'SKU1', why: 'x' },
      byRules,
    );

    const lowStock = [{ kind: 'low-stock' as const, below: 100, raisePercent: 10 }];
    const { body } = await ask(shop, { ...CAREFUL, rules: lowStock });
    expect(body.examples).toMatchObject([
      { eventId: 'e2', after: { outcome: 'priced', price: 1_100 } },
      { eventId: 'e1', after: { outcome: 'priced', price: 1_100 } },
    ]);
    const runOut = {
      kind: 'run-out' as const,
      atMost: 40,
      elasticity: 2,
      minimumHours: 0,
      percentOfList: { lowest: 50, highest: 150 },
    };
    const other = (await ask(shop, { rules: [runOut] })).body;
    expect(other.changed).toBeGreaterThan(0);
    expect(other.approximations).toEqual([expect.stringContaining('judged alone')]);
  });

  it.each(['paused', 'shadow'] as const)(
    'says that no price changes by them while the policy is %s',
    async (mode) => {
      const shop = await busy();
      await shop.as('ann', 'POST', '/policies/default/mode', { mode });
      expect((await ask(shop, EVERYTHING)).body.approximations.join(' ')).toContain(
        `The policy is ${mode === 'paused' ? 'paused' : 'in shadow mode'}: no price changes`,
      );
    },
  );

  it('tells the profit that the model expected of both prices', async () => {
    const shop = await byModel();

    const { body } = await ask(shop, { ...BY_MODEL, guardrails: { maxStep: { percent: 1 } } });

    expect(body.examples).toMatchObject([{ eventId: 'e2', after: { outcome: 'priced', price: 990 } }]);
    const [profit] = body.expectedProfit;
    expect(profit).toMatchObject({ currency: 'EUR', decisions: 1 });
    expect(profit.after).toBeLessThan(profit.before);
    expect(body.approximations).toEqual([expect.stringContaining('judged alone')]);
  });

  it('asks the deployed model where the terms ask for other prices, and says so', async () => {
    const shop = await byModel();

    const { body } = await ask(shop, { model: { use: true, percentOfList: { lowest: 95, highest: 130 } } });

    expect(body.examples).toMatchObject([{ eventId: 'e2', after: { outcome: 'priced', price: 950 } }]);
    expect(body.approximations).toContainEqual(
      expect.stringContaining('the deployed model was asked for 1 of 1 decisions'),
    );
  });

  it('keeps the recorded proposal where that model can not be reached, and says so', async () => {
    const shop = await byModel({ models: [{ ...elasticModel(), predict: unreachable }] });

    const { body } = await ask(shop, { model: { use: true, percentOfList: { lowest: 95, highest: 130 } } });

    expect(body).toMatchObject({ decisions: 1, changed: 0 });
    expect(body.approximations).toContainEqual(
      expect.stringContaining('the recorded proposal is used. (1 of 1'),
    );
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

  it('goes by the product as it was then', async () => {
    const shop = await busy();
    shop.shop.products['SKU1'] = product({ highestPrice: 950 });

    expect((await ask(shop, EVERYTHING)).body).toMatchObject({ decisions: 11, changed: 0, notReproduced: 0 });
  });

  it('leaves out what its record does not lead to, and what was decided before contexts were kept', async () => {
    const shop = await busy();
    const { evidence } = shop.shop.ledger;
    const [first, second, third] = Object.values(evidence).filter(
      ({ decision }) => decision.trail.length > 0,
    );
    if (first === undefined || second === undefined || third === undefined)
      throw new Error('too few decisions');
    delete first.judgedOn;
    delete second.judgedOn;
    third.decision.reason = 'another one';

    const { body } = await ask(shop, EVERYTHING);

    expect(body).toMatchObject({ decisions: 8, changed: 0, withoutContext: 2, notReproduced: 1 });
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

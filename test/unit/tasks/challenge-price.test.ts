import { describe, expect, it } from 'vitest';
import { Context } from '../../../domain/context/circumstances.ts';
import { Challenge } from '../../../domain/decision/challenge.ts';
import { decide } from '../../../domain/decision/decision.ts';
import { HOUR_MS, shift } from '../../../domain/values/time.ts';
import { challengePrice } from '../../../tasks/challenge-price.ts';
import { askModel, type Models } from '../../../tasks/models.ts';
import { elasticModel } from '../../fakes/demand-models.ts';
import { type LedgerData, memoryLedger } from '../../fakes/memory-ledger.ts';
import { inventory, NOW, policy, product, state } from '../domain/make.ts';

const LATER = shift(NOW, 1_500);
const event = inventory();
const contextWith = (model: object = { challenger: 'next' }) =>
  Context.parse({
    product: product({ baselineUnitsPerHour: 2, saleEndsAt: shift(NOW, 6 * HOUR_MS) }),
    policy: policy({ model: { use: true, percentOfList: { lowest: 40, highest: 200 }, ...model } }),
    state: state(),
  });

/** Challenges the first model's decision, 1.5 seconds later. */
async function challenged(
  models: Models,
  context = contextWith(),
  data: LedgerData = { rows: {}, evidence: {} },
) {
  const on = { ...context, event, now: NOW };
  const proposal = await askModel(models[0], on);
  const decision = decide(on, proposal);
  const challenge = challengePrice({ ledger: memoryLedger(data), models, clock: () => LATER });
  const answer = await challenge({ event, context, proposal, decision });
  return { answer, proposal, decision, kept: Object.values(data.challenges ?? {}) };
}

const pair: Models = [elasticModel('demand', 2), elasticModel('next', 4)];

describe('a challenge', () => {
  it('keeps what the challenger would have done, as of the live decision, beside what was done', async () => {
    const { answer, proposal, decision, kept } = await challenged(pair);
    const byNext = await askModel(pair[1] as never, { ...contextWith(), event, now: NOW });
    expect(answer).toBeNull();
    expect(kept).toMatchObject([
      {
        eventId: 'event-2',
        productId: 'SKU1',
        context: 1,
        challenger: 'next',
        challengedAt: LATER,
        liveSource: 'model',
        currency: 'EUR',
        proposal: { by: 'next@0123456789ab', amount: byNext.amount, evidence: { hoursLeft: 6 } },
        decision: { decidedAt: NOW },
        comparison: {
          livePrice: decision.price,
          challengerPrice: byNext.amount,
          agree: false,
          byLiveModel: { live: expect.any(Number), challenger: expect.any(Number) },
        },
      },
    ]);
    expect(kept[0]).not.toHaveProperty('failure');
    expect(byNext.amount).toBeLessThan(proposal.amount ?? 0);
  });

  it('finds that either model likes its own price best', async () => {
    const { kept } = await challenged(pair);
    const { byLiveModel, byChallenger } = kept[0]?.comparison ?? {};
    expect(byLiveModel?.live).toBeGreaterThan(byLiveModel?.challenger ?? Number.NaN);
    expect(byChallenger?.challenger).toBeGreaterThan(byChallenger?.live ?? Number.NaN);
  });

  it('is judged by the guardrails, as the live proposal was', async () => {
    const narrow = contextWith({ challenger: 'next' });
    narrow.policy.guardrails.maxStep = { percent: 1 };
    const { kept } = await challenged(pair, narrow);
    expect(kept[0]?.decision).toMatchObject({ verdict: 'adjust', price: 990 });
    expect(kept[0]?.comparison).toMatchObject({ challengerPrice: 990 });
  });

  it.each([
    ['is not deployed', [elasticModel('demand')] as Models, /^UnknownModel: no model is deployed as next/],
    [
      'fails',
      [
        elasticModel('demand'),
        { ...elasticModel('next'), predict: () => Promise.reject(new TypeError('no')) },
      ] as Models,
      /^TypeError: no$/,
    ],
    [
      'fails without an error',
      [elasticModel('demand'), { ...elasticModel('next'), predict: () => Promise.reject('no') }] as Models,
      /^Error: no$/,
    ],
  ])('of a challenger that %s is kept as a failure, and nothing else', async (_, models, failure) => {
    const { answer, kept } = await challenged(models);
    expect(answer).toBeNull();
    expect(kept[0]?.failure).toMatch(failure);
    for (const absent of ['proposal', 'decision', 'comparison']) expect(kept[0]).not.toHaveProperty(absent);
  });

  it('that was kept first stands', async () => {
    const data: LedgerData = { rows: {}, evidence: {} };
    await challenged(pair, contextWith(), data);
    const { kept } = await challenged([elasticModel('demand'), elasticModel('next', 9)], contextWith(), data);
    const alone = await challenged(pair);
    expect(kept).toEqual(alone.kept);
  });

  it('is not made where the policy names no challenger', async () => {
    const { answer, kept } = await challenged(pair, contextWith({}));
    expect([answer, kept]).toEqual([null, []]);
  });

  it('is what its schema takes, as the store keeps it', async () => {
    const { kept } = await challenged(pair);
    expect(Challenge.parse(JSON.parse(JSON.stringify(kept[0])))).toEqual(kept[0]);
  });

  it('that can not be kept fails, so that it is tried again', async () => {
    const ledger = memoryLedger({ rows: {}, evidence: {} });
    ledger.putChallenge = () => Promise.reject(new TypeError('no ledger'));
    const context = contextWith();
    const proposal = await askModel(pair[0], { ...context, event, now: NOW });
    const decision = decide({ ...context, event, now: NOW }, proposal);
    const challenge = challengePrice({ ledger, models: pair, clock: () => LATER });
    await expect(challenge({ event, context, proposal, decision })).rejects.toThrow('no ledger');
  });
});

import { describe, expect, it } from 'vitest';
import type { Proposal } from '../../../domain/context/proposal.ts';
import { type Challenge, compare } from '../../../domain/decision/challenge.ts';
import { challengeTally } from '../../../domain/decision/challenge-tally.ts';
import { type Decision, decide } from '../../../domain/decision/decision.ts';
import { inForce, NOW, on, policy, proposal, state } from './make.ts';

/** A curve on which the profit is ten times the price, from 8.00 to 20.00. */
const curve = [800, 2_000].map((price) => ({
  price,
  unitsPerHour: 1,
  expectedUnits: 1,
  expectedProfit: 10 * price,
}));
const judged = (
  amount: number,
  changes: Parameters<typeof on>[0] = {},
  more: Partial<Proposal> = { curve },
) => {
  const made = proposal(amount, more);
  return { proposal: made, decision: decide(on(changes), made) };
};
const live = judged(1_100);

describe('a comparison of two proposals', () => {
  it('is of the prices that the guardrails made of them', () => {
    expect(compare(live, judged(100))).toMatchObject({
      livePrice: 1_100,
      challengerPrice: 400,
      agree: false,
    });
  });

  it('agrees where both came to the same price', () => {
    expect(compare(judged(100), judged(200))).toMatchObject({ agree: true, livePrice: 400 });
  });

  it.each([
    ['held', judged(1_000)],
    ['rejected', judged(-1)],
  ])('takes the price in force for one that was %s', (_, challenger) => {
    expect(compare(live, challenger)).toMatchObject({ challengerPrice: 1_000, agree: false });
    expect(compare(challenger, live)).toMatchObject({ livePrice: 1_000, challengerPrice: 1_100 });
  });

  it('takes the price that would have been in shadow', () => {
    const shadow = { policy: policy({ mode: 'shadow' }) };
    expect(compare(judged(1_100, shadow), judged(1_200, shadow))).toMatchObject({
      livePrice: 1_100,
      challengerPrice: 1_200,
    });
  });

  it('asks either model for the profit of either price', () => {
    const steep = { curve: curve.map((point) => ({ ...point, expectedProfit: -point.price })) };
    const comparison = compare(judged(800), judged(2_000, {}, steep));
    expect(comparison).toMatchObject({
      byLiveModel: { live: 8_000, challenger: 20_000 },
      byChallenger: { live: -800, challenger: -2_000 },
    });
  });

  it('says nothing of profit by a model of which one of the prices is beyond the curve', () => {
    expect(compare(live, judged(2_500))).not.toHaveProperty('byLiveModel');
    expect(compare(judged(2_500), live)).not.toHaveProperty('byChallenger');
  });

  it('says nothing of profit by rules, which have no curve', () => {
    const comparison = compare(judged(1_100, {}, { source: 'rules' }), judged(1_200));
    expect(comparison).not.toHaveProperty('byLiveModel');
    expect(comparison).toHaveProperty('byChallenger');
  });

  it('is none where one of the two leaves no price at all', () => {
    const priceless = { state: state({ price: undefined }) };
    expect(compare(judged(1_100, priceless), judged(-1, priceless))).toBeUndefined();
  });
});

const challenge = (
  livePrice: number,
  challengerPrice: number,
  changes: Partial<Challenge> = {},
): Challenge => ({
  eventId: 'e1',
  productId: 'SKU1',
  context: 1,
  challenger: 'next',
  challengedAt: NOW,
  liveSource: 'model',
  currency: 'EUR',
  comparison: { livePrice, challengerPrice, agree: livePrice === challengerPrice },
  ...changes,
});
const failed = (failure: string): Challenge => {
  const { comparison: _, ...without } = challenge(1, 1, { failure });
  return without;
};
const summed = (...challenges: Challenge[]) => {
  const tally = challengeTally();
  for (const each of challenges) tally.add(each);
  return tally.summaries();
};

describe('the sum of challenges', () => {
  it('is none of none', () => {
    expect(summed()).toEqual([]);
  });

  it('tells by how much the prices differ, in percent of the live one', () => {
    const [summary] = summed(challenge(1_000, 1_100), challenge(1_000, 800), challenge(500, 500));
    expect(summary).toMatchObject({ events: 3, compared: 3, agreed: 1 });
    expect(summary?.difference?.mean).toBeCloseTo((10 - 20 + 0) / 3, 9);
    expect(summary?.difference?.meanAbsolute).toBeCloseTo(10, 9);
    expect(summary?.difference?.lowest).toBeCloseTo(-20, 9);
    expect(summary?.difference?.highest).toBeCloseTo(10, 9);
  });

  it('counts failures by the name of their error, and compares nothing of them', () => {
    const [summary] = summed(
      failed('ModelTimeout: no answer: at all'),
      failed('ModelTimeout: again'),
      failed('NoCandidates: none'),
      challenge(1_000, 1_000),
    );
    expect(summary).toMatchObject({
      events: 4,
      compared: 1,
      failures: { ModelTimeout: 2, NoCandidates: 1 },
      difference: { mean: 0 },
    });
  });

  it('knows no difference where nothing could be compared', () => {
    expect(summed(failed('ModelTimeout: no'))).toMatchObject([{ compared: 0, difference: undefined }]);
  });

  it('sums profits over the events of which either model knows them', () => {
    const { comparison } = challenge(1_000, 1_100);
    const base = { livePrice: 1_000, challengerPrice: 1_100, agree: false, ...comparison };
    const [summary] = summed(
      challenge(1_000, 1_100, { comparison: { ...base, byLiveModel: { live: 5, challenger: 4 } } }),
      challenge(1_000, 1_100, {
        comparison: {
          ...base,
          byLiveModel: { live: 10, challenger: 20 },
          byChallenger: { live: 1, challenger: 2 },
        },
      }),
      challenge(1_000, 1_100),
    );
    expect(summary?.byLiveModel).toEqual({ events: 2, live: 15, challenger: 24 });
    expect(summary?.byChallenger).toEqual({ events: 1, live: 1, challenger: 2 });
  });

  it('never mixes challengers or currencies', () => {
    const summaries = summed(
      challenge(1_000, 1_100),
      challenge(1_000, 1_100, { challenger: 'other' }),
      challenge(1_000, 1_100, { currency: 'USD' }),
      challenge(1_000, 1_100),
    );
    expect(summaries.map(({ challenger, currency, events }) => [challenger, currency, events])).toEqual([
      ['next', 'EUR', 2],
      ['other', 'EUR', 1],
      ['next', 'USD', 1],
    ]);
  });
});

describe('a decision that was held', () => {
  it('is compared by the price in force that it kept', () => {
    const kept: Decision = judged(1_200, { state: state({ price: inForce(1_200) }) }).decision;
    expect(kept.outcome).toBe('held');
    expect(compare(live, { proposal: proposal(1_200), decision: kept })?.challengerPrice).toBe(1_200);
  });
});

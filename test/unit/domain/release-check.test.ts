import { describe, expect, it } from 'vitest';
import { decide } from '../../../domain/decision.ts';
import type { PriceEvent } from '../../../domain/inventory-event.ts';
import { reviewSettings } from '../../../domain/policy.ts';
import { checkRelease, type ReleaseGround, takesTwo } from '../../../domain/release-check.ts';
import { proposeByOperator } from '../../../domain/rules.ts';
import { rejection } from '../../contract/reviews.contract.ts';
import { inForce, NOW, on, policy, product, release, rollback, state } from './make.ts';

/** EUR 10.00 in force since revision 1; a proposal was rejected on revision 4. */
const ground = (changes: Partial<ReleaseGround> = {}): ReleaseGround => ({
  rejection: rejection('e1', { context: 4 }),
  product: product(),
  policy: policy(),
  state: state({ revision: 5 }),
  now: NOW,
  ...changes,
});
const guarded = (guardrails: Parameters<typeof policy>[0]) => policy(guardrails);

describe('a release', () => {
  it('is let through on the price that it was asked on', () => {
    expect(checkRelease(ground(), 1_600)).toEqual({ kind: 'ok', onPriceRevision: 1 });
  });

  it('is let through where later events left the price as it was', () => {
    expect(checkRelease(ground({ state: state({ revision: 90 }) }), 1_600).kind).toBe('ok');
  });

  it('is let through on the price that its own decision mended', () => {
    const mended = state({ revision: 5, price: inForce(900, { revision: 5 }) });

    expect(checkRelease(ground({ state: mended }), 1_600)).toEqual({ kind: 'ok', onPriceRevision: 5 });
  });

  it('is let through for a product without a price', () => {
    expect(checkRelease(ground({ state: undefined }), 1_600)).toEqual({ kind: 'ok', onPriceRevision: 0 });
  });

  it('passes what slows prices down, as it will in the workflow', () => {
    const slow = guarded({
      guardrails: {
        reviewJump: { ofPriceInForcePercent: 20 },
        maxStep: { percent: 5 },
        cooldown: { minutes: 9_999 },
      },
    });

    expect(checkRelease(ground({ policy: slow }), 1_600).kind).toBe('ok');
  });

  it('passes a pause', () => {
    expect(checkRelease(ground({ policy: policy({ mode: 'paused' }) }), 1_600).kind).toBe('ok');
  });

  it('lapses when another price has come in force since', () => {
    const moved = state({ revision: 7, price: inForce(1_100, { revision: 6, since: NOW }) });

    expect(checkRelease(ground({ state: moved }), 1_600)).toEqual({
      kind: 'lapsed',
      why: `Another price, EUR 11.00, has come in force since, at 2026-11-22 12:00:00 UTC.`,
    });
  });

  it.each([
    ['the product is gone', { product: undefined }],
    ['its policy is gone', { policy: undefined }],
    ['the product is retired', { product: product({ status: 'retired' }) }],
    ['the product is sold in another currency', { product: product({ currency: 'USD' }) }],
  ])('lapses when %s', (_, changes: Partial<ReleaseGround>) => {
    expect(checkRelease(ground(changes), 1_600).kind).toBe('lapsed');
  });

  it.each([
    ['below the floor', {}, 399, /EUR 4.00/],
    [
      'outside the band',
      { policy: guarded({ guardrails: { priceBand: { highest: 1_500 } } }) },
      1_600,
      /EUR 15.00/,
    ],
    ['where no floor is known', { product: product({ unitCost: undefined }) }, 1_600, /floor-known/],
    ['in force already', {}, 1_000, /in force already/],
    ['in shadow mode', { policy: policy({ mode: 'shadow' }) }, 1_600, /shadow/],
    ['that is no price', {}, 0, /whole number/],
    ['that is half a cent', {}, 10.5, /whole number/],
  ])('is refused %s', (_, changes: Partial<ReleaseGround>, amount, why) => {
    expect(checkRelease(ground(changes), amount)).toEqual({
      kind: 'refused',
      why: expect.stringMatching(why),
    });
  });
});

describe('in the workflow', () => {
  const judged = (event: PriceEvent, changes = {}) => {
    const circumstances = on({
      event,
      state: state({ revision: 8, price: inForce(1_000, { revision: 6 }) }),
      ...changes,
    });
    return decide(circumstances, proposeByOperator(circumstances));
  };

  it('a release on the price in force puts its price in force', () => {
    expect(judged(release(1_600, { onPriceRevision: 6 }))).toMatchObject({ outcome: 'priced', price: 1_600 });
  });

  it.each([0, 5, 7])('a release or rollback on another price (revision %i) is held', (onPriceRevision) => {
    for (const order of [release(1_600, { onPriceRevision }), rollback(1_600, { onPriceRevision })])
      expect(judged(order)).toMatchObject({ outcome: 'held', reason: 'price-moved-on' });
  });

  it('a release that comes too late does not mend the price in force either', () => {
    const below = state({ revision: 8, price: inForce(300, { revision: 6 }) });

    expect(judged(release(1_600, { onPriceRevision: 5 }), { state: below }).outcome).toBe('held');
  });

  it('a release from before releases named a price goes by no revision', () => {
    expect(judged(release(1_600)).outcome).toBe('priced');
  });

  it('a release still keeps to the floor', () => {
    expect(judged(release(100, { onPriceRevision: 6 }))).toMatchObject({ outcome: 'priced', price: 400 });
  });
});

describe('a second person', () => {
  it.each([
    ['above the amount', { amount: 1_500 }, 1_501, 1_500, true],
    ['at the amount', { amount: 1_500 }, 1_500, 1_500, false],
    ['a larger change', { changePercent: 25 }, 1_251, 1_000, true],
    ['a larger change down', { changePercent: 25 }, 749, 1_000, true],
    ['just that change', { changePercent: 25 }, 1_250, 1_000, false],
    ['a first price', { changePercent: 25 }, 1_000, undefined, true],
    ['no limits', {}, 999_999, 1, false],
  ])('is asked for: %s', (_, limits, amount, inForceNow, expected) => {
    expect(takesTwo(limits as never, amount, inForceNow)).toBe(expected);
  });

  it('is asked for by policies that say nothing of reviews', () => {
    expect(reviewSettings({})).toEqual({
      dueHours: 24,
      lockMinutes: 15,
      secondPersonAbove: { changePercent: 25 },
    });
  });
});

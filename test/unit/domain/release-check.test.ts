import { describe, expect, it } from 'vitest';
import type { PriceOrder } from '../../../domain/context/order.ts';
import { decide } from '../../../domain/decision/decision.ts';
import type { OrderedEvent } from '../../../domain/events/price-event.ts';
import { takesTwo } from '../../../domain/policy/four-eyes.ts';
import { reviewSettings } from '../../../domain/policy/policy.ts';
import { proposeByOperator } from '../../../domain/proposals/rules.ts';
import { checkRelease, type ReleaseGround } from '../../../domain/review/release-check.ts';
import { rejection } from '../../contract/reviews.contract.ts';
import { inForce, minutesAgo, NOW, on, orderFor, policy, product, release, rollback, state } from './make.ts';

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
  const judged = (event: OrderedEvent, ordered: Partial<PriceOrder> = {}, changes = {}) => {
    const order = orderFor(event, 6, ordered) as PriceOrder;
    const circumstances = on({
      event,
      state: state({ revision: 8, price: inForce(1_000, { revision: 6 }) }),
      order: { order, usedBy: event.eventId },
      ...changes,
    });
    return decide(circumstances, proposeByOperator(circumstances));
  };

  it('a release on the price in force puts its price in force', () => {
    expect(judged(release(1_600))).toMatchObject({ outcome: 'priced', price: 1_600 });
  });

  it.each([0, 5, 7])('a release or rollback on another price (revision %i) is held', (onPriceRevision) => {
    for (const event of [release(1_600), rollback(1_600)])
      expect(judged(event, { onPriceRevision })).toMatchObject({ outcome: 'held', reason: 'price-moved-on' });
  });

  it('a release that comes too late does not mend the price in force either', () => {
    const below = state({ revision: 8, price: inForce(300, { revision: 6 }) });

    expect(judged(release(1_600), { onPriceRevision: 5 }, { state: below }).outcome).toBe('held');
  });

  it.each([release(1_600), rollback(1_600)])('a $kind without its order is held', (event) => {
    expect(judged(event, {}, { order: undefined })).toMatchObject({ outcome: 'held', reason: 'no-order' });
  });

  it.each([
    ['another kind', release(1_600)],
    ['another product', rollback(1_600, { productId: 'SKU2' })],
    ['another order', rollback(1_500)],
  ])('a rollback with the order of %s is held', (_, other) => {
    const order = { order: orderFor(other, 6) as PriceOrder, usedBy: 'event-2' };

    expect(judged(rollback(1_600), {}, { order })).toMatchObject({ outcome: 'held', reason: 'no-order' });
  });

  it.each([release(1_600), rollback(1_600)])(
    'a $kind by an order that another event has is held',
    (event) => {
      const order = { order: orderFor(event, 6) as PriceOrder, usedBy: 'another' };

      expect(judged(event, {}, { order })).toMatchObject({ outcome: 'held', reason: 'order-used' });
    },
  );

  it.each([
    [1_440, 'priced'],
    [1_441, 'held'],
  ])('an order that was given %i minutes ago is %s', (minutes, outcome) => {
    const decision = judged(rollback(1_600), { givenAt: minutesAgo(minutes) });

    expect(decision.outcome).toBe(outcome);
    if (outcome === 'held') expect(decision.reason).toBe('order-expired');
  });

  it.each([
    ['nobody', undefined, 'held'],
    ['the same person, in capitals', ' ANN', 'held'],
    ['another person', 'ben', 'priced'],
  ])('a release that takes two is by Ann and %s: %s', (_, second, outcome) => {
    const decision = judged(release(1_600), { second } as never);

    expect(decision.outcome).toBe(outcome);
    if (outcome === 'held') expect(decision.reason).toBe('second-person-missing');
  });

  it('a release that takes one is by one', () => {
    expect(judged(release(1_100), { second: undefined } as never).outcome).toBe('priced');
  });

  it('a release still keeps to the floor', () => {
    expect(judged(release(100))).toMatchObject({ outcome: 'priced', price: 400 });
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

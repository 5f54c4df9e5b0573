import { describe, expect, it } from 'vitest';
import { nextLook } from '../../../domain/decision/schedule.ts';
import {
  guarded,
  hoursAgo,
  inForce,
  inventory,
  minutesAgo,
  NOW,
  on,
  policy,
  product,
  state,
} from './make.ts';

const inMinutes = (minutes: number) => minutesAgo(-minutes);
const cap = { id: 'flood', maxRaisePercent: 10 };

describe('the next look at a price', () => {
  it.each([
    ['after the interval of the policy', {}, inMinutes(30)],
    [
      'when the sale starts',
      { product: product({ saleStartsAt: inMinutes(5), saleEndsAt: inMinutes(60) }) },
      inMinutes(5),
    ],
    ['when the sale ends', { product: product({ saleEndsAt: inMinutes(7) }) }, inMinutes(7)],
    [
      'after the interval, when the sale ends later',
      { product: product({ saleEndsAt: inMinutes(31) }) },
      inMinutes(30),
    ],
    [
      'after the interval, when the sale is over',
      { product: product({ saleEndsAt: hoursAgo(1) }) },
      inMinutes(30),
    ],
    ['when announced goods are due', { product: product({ nextDeliveryAt: inMinutes(6) }) }, inMinutes(6)],
    ['after the interval, when the sale ends now', { product: product({ saleEndsAt: NOW }) }, inMinutes(30)],
    [
      'when a cap starts',
      { policy: guarded({ emergencyCaps: [{ ...cap, from: inMinutes(3) }] }) },
      inMinutes(3),
    ],
    [
      'when a cap ends',
      { policy: guarded({ emergencyCaps: [{ ...cap, from: hoursAgo(9), until: inMinutes(4) }] }) },
      inMinutes(4),
    ],
    [
      'at the end of the cooldown',
      {
        policy: guarded({ cooldown: { minutes: 10 } }),
        state: state({ price: inForce(1_000, { since: minutesAgo(1) }) }),
      },
      inMinutes(9),
    ],
  ])('is %s', (_, circumstances, at) => {
    expect(nextLook(on(circumstances))).toBe(at);
  });

  it.each([
    ['paused', { policy: policy({ mode: 'paused' }) }],
    ['retired', { product: product({ status: 'retired' }) }],
    ['out of stock', { event: inventory({ stock: 0 }) }],
  ])('waits for an event when the product is %s', (_, circumstances) => {
    expect(nextLook(on(circumstances))).toBeUndefined();
  });

  it('is at the start of a cap even without stock, since the price in force may break it', () => {
    const capped = guarded({ emergencyCaps: [{ ...cap, from: inMinutes(3) }] });
    expect(nextLook(on({ policy: capped, event: inventory({ stock: 0 }) }))).toBe(inMinutes(3));
  });
});

import { describe, expect, it } from 'vitest';
import { noState } from '../../../../domain/state/price-state.ts';
import { decided, ending, guarded, inForce, minutesAgo, NOW, said, state } from '../make.ts';

const policy = guarded({ cooldown: { minutes: 10 } });
const inForceSince = (since: string) => state({ price: inForce(1_000, { since }) });

describe('cooldown', () => {
  it.each([
    ['a minute', minutesAgo(1), 'hold'],
    ['a millisecond less than the cooldown', '2026-11-22T11:50:00.001Z', 'hold'],
    ['exactly the cooldown', minutesAgo(10), 'pass'],
    ['an hour', minutesAgo(60), 'pass'],
  ])('answers a price that has stood for %s (since %s) with %s', (_, since, verdict) => {
    const decision = decided(1_100, { policy, state: inForceSince(since) });
    expect(said(decision, 'cooldown').verdict).toBe(verdict);
  });

  it.each([
    [10, 'less than 10 min'],
    [0.02, 'less than 1.2 s'],
  ])('of %d minutes says since when and for how long, as people read it', (minutes, said_) => {
    const brief = { policy: guarded({ cooldown: { minutes } }), state: inForceSince(NOW) };
    expect(said(decided(1_100, brief), 'cooldown').why).toBe(
      `the price in force has stood since 2026-11-22 12:00:00 UTC, ${said_}`,
    );
  });

  it('passes when the price in force is from a moment that has not come yet: a clock was ahead', () => {
    expect(ending(decided(1_100, { policy, state: inForceSince(minutesAgo(-5)) }))).toBe(1_100);
  });

  it('does not delay a first price', () => {
    expect(ending(decided(1_100, { policy, state: noState('SKU1') }))).toBe(1_100);
  });

  it('does not delay anything where it is not set', () => {
    expect(ending(decided(1_100, { state: inForceSince(minutesAgo(0)) }))).toBe(1_100);
  });
});

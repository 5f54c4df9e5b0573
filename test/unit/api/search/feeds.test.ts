import { describe, expect, it } from 'vitest';
import { type FeedFacts, silence, strikingFeeds, supersededJump } from '../../../../api/search/feeds.ts';

const NOW_MS = 1_000_000_000;
const facts = (changes: Partial<FeedFacts> = {}): FeedFacts => ({
  productId: 'SKU1',
  events: 11,
  firstAt: NOW_MS - 2_000_000,
  lastAt: NOW_MS - 1_000_000,
  recent: { events: 0, superseded: 0 },
  before: { events: 0, superseded: 0 },
  ...changes,
});

describe('a feed is silent', () => {
  it('when nothing came for ten times as long as usual', () => {
    // An event every 100 seconds, then none for 1,000 seconds.
    expect(silence(facts(), NOW_MS)).toBeUndefined();
    expect(silence(facts(), NOW_MS + 1)).toEqual({ usualEveryMs: 100_000, silentForMs: 1_000_001 });
  });

  it('not before five minutes, and not without a rhythm', () => {
    const busy = facts({ firstAt: NOW_MS - 200_100, lastAt: NOW_MS - 200_000 });
    expect(silence(busy, NOW_MS)).toBeUndefined();
    expect(silence(busy, NOW_MS + 100_001)).toBeDefined();
    expect(silence(facts({ events: 4 }), NOW_MS * 2)).toBeUndefined();
  });
});

describe('the superseded share has jumped', () => {
  it('when it is twice what it was, and a tenth more', () => {
    const recent = { events: 20, superseded: 6 };
    expect(supersededJump(facts({ recent, before: { events: 100, superseded: 15 } }))).toEqual({
      events: 20,
      share: 0.3,
      shareBefore: 0.15,
    });
    expect(supersededJump(facts({ recent, before: { events: 100, superseded: 16 } }))).toBeUndefined();
    const few = { events: 100, superseded: 5 };
    expect(supersededJump(facts({ recent: few, before: { events: 100, superseded: 0 } }))).toBeUndefined();
  });

  it('from nothing, where there was no event the day before', () => {
    const recent = { events: 20, superseded: 6 };
    expect(supersededJump(facts({ recent, before: { events: 0, superseded: 0 } }))).toEqual({
      events: 20,
      share: 0.3,
    });
  });

  it('not from less than ten events', () => {
    expect(supersededJump(facts({ recent: { events: 9, superseded: 9 } }))).toBeUndefined();
  });
});

it('tells the longest silence and the highest rise first', () => {
  const rise = (superseded: number) => ({ recent: { events: 10, superseded } });
  const { silent, superseded } = strikingFeeds(
    [
      facts({ productId: 'A', ...rise(3) }),
      facts({ productId: 'B', lastAt: NOW_MS - 1_100_000, ...rise(9) }),
    ],
    NOW_MS + 200_000,
  );
  expect(silent.map(({ productId }) => productId)).toEqual(['B', 'A']);
  expect(superseded.map(({ productId }) => productId)).toEqual(['B', 'A']);
});

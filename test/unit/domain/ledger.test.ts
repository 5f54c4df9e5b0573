import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INDEX_SHARDS, Outcome, shardKey, shardKeys, shardOf } from '../../../domain/record/ledger.ts';

describe('the shard of an event', () => {
  it('is one of those that the index is read by, whatever the id', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (id) => {
        expect(shardKeys('open')).toContain(shardKey('open', id));
      }),
    );
  });

  it.each([
    ['', 5],
    ['a', 4],
    ['foobar', 0],
  ])('is by FNV-1a, so that a row once written is found again: %j in %d', (id, shard) => {
    expect(shardOf(id)).toBe(shard);
  });

  it('spreads ids about evenly', () => {
    const counts = new Array<number>(INDEX_SHARDS).fill(0);
    for (let i = 0; i < 8_000; i++) {
      const shard = shardOf(`7c9e6679-7425-40de-944b-${i.toString(16).padStart(12, '0')}`);
      counts[shard] = (counts[shard] ?? 0) + 1;
    }
    expect([Math.min(...counts) > 800, Math.max(...counts) < 1_200]).toEqual([true, true]);
  });

  it('has a key of its own in every index', () => {
    expect(shardKeys('open').filter((key) => shardKeys('held').includes(key))).toEqual([]);
  });
});

describe('an outcome', () => {
  it('is one of six', () => {
    const six = ['priced', 'held', 'rejected', 'shadowed', 'superseded', 'dead-lettered'];
    expect([...Outcome.options].sort()).toEqual(six.sort());
  });
});

import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pack, unpack } from '../../../adapters/packed.ts';
import { PACKED_WORDS, PACKED_WORDS_3 } from '../../../adapters/packed-words.ts';
import { decided, product } from '../domain/make.ts';

describe('a packed value', () => {
  it('is restored as by JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const wanted = JSON.parse(JSON.stringify(value));
        expect(unpack(pack(value))).toEqual(wanted);
      }),
    );
  });

  it('takes a quarter of the bytes of its text with our words', () => {
    const decision = { ...decided(1_090), trail: trail(13) };
    expect(pack(decision).length).toBeLessThan(JSON.stringify(decision).length / 4);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'is refused with %s in it, which JSON would turn into null',
    (amount) => {
      expect(() => pack({ price: { amount } })).toThrow(RangeError);
    },
  );

  it('throws if it is incomplete', () => {
    expect(() => unpack(pack(product()).subarray(0, 20))).toThrow();
    expect(() => unpack(Buffer.from('AAAA', 'base64'))).toThrow();
  });

  it('is known from older ones by its first byte, with which no deflated text starts', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 9 }), (value, level) => {
        const older = deflateRawSync(JSON.stringify(value), { level, dictionary: Buffer.from(PACKED_WORDS) });
        expect(older[0]).not.toBe(pack(value)[0]);
        expect(unpack(older)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('needs dictionaries that never change, because packed data in the ledger depends on them', () => {
    expect(createHash('sha256').update(PACKED_WORDS).digest('hex')).toBe(
      '16c20b499dfacb9f8e63b9aa4bc38f525cf8fcf6db8477decbfb19cd69f8c5c9',
    );
    expect(createHash('sha256').update(PACKED_WORDS_3).digest('hex')).toBe(
      '2dda73c8f142b55f345f87a8eac556eb89ecb4fbafb256c0aa6b7f0d4431c3d8',
    );
    const value = { source: 'rules', amount: 1090, currency: 'EUR', by: 'low-stock' };
    expect(unpack(Buffer.from('q8bshiISH+6OF6JvWgsA', 'base64'))).toEqual(value);
    expect(unpack(Buffer.from('BqvGHKtFtINxF6KIFU+1AA==', 'base64'))).toEqual(value);
  });
});

const trail = (length: number) =>
  Array.from({ length }, () => ({
    guardrail: 'margin-floor',
    verdict: 'pass' as const,
    before: 1_090,
    after: 1_090,
    limits: [{ side: 'lower' as const, amount: 672, bound: 'unit cost and 5% margin' }],
  }));

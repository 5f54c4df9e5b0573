import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstDifference } from '../../../domain/values/first-difference.ts';

describe('the first difference', () => {
  it.each([
    ['two numbers', { a: 1 }, { a: 2 }, { path: 'x.a', recorded: 1, again: 2 }],
    ['a field that is new', { a: 1 }, { a: 1, b: 2 }, { path: 'x.b', again: 2 }],
    ['a field that is gone', { a: 1, b: 2 }, { a: 1 }, { path: 'x.b', recorded: 2 }],
    ['an item', [1, [2]], [1, [3]], { path: 'x[1][0]', recorded: 2, again: 3 }],
    ['a list that is longer', [1], [1, 2], { path: 'x[1]', again: 2 }],
    ['a list in place of an object', {}, [], { path: 'x', recorded: {}, again: [] }],
    ['null and nothing', { a: null }, {}, { path: 'x.a', recorded: null }],
    ['the last bit', 0.1 + 0.2, 0.3, { path: 'x', recorded: 0.1 + 0.2, again: 0.3 }],
  ])('is told of %s', (_, recorded, again, difference) => {
    expect(firstDifference(recorded, again, 'x')).toEqual(difference);
  });

  it('is none between what is undefined and what is absent, nor in another order of keys', () => {
    expect(firstDifference({ a: 1, b: { c: undefined } }, { b: {}, a: 1 }, 'x')).toBeUndefined();
  });

  it('is there exactly where JSON differs', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        const [a, b] = [JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other))];
        expect(firstDifference(a, JSON.parse(JSON.stringify(a)), 'x')).toBeUndefined();
        let same = true;
        try {
          expect(a).toStrictEqual(b);
        } catch {
          same = false;
        }
        expect(firstDifference(a, b, 'x') === undefined).toBe(same);
      }),
    );
  });
});

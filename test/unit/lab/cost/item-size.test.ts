import { describe, expect, it } from 'vitest';
import { itemSize, readUnits, writeUnits } from '../../../../lab/cost/measure/item-size.ts';

describe('the size of an item', () => {
  it.each<[string, Record<string, unknown> | undefined, number]>([
    ['nothing', undefined, 0],
    ['a text, in UTF-8, with its name', { name: 'Käse' }, 4 + 5],
    ['a number by two digits a byte', { n: 1234 }, 1 + 3],
    ['a number with a sign and a fraction', { n: -12.5 }, 1 + 4],
    ['a number whose zeros are none of its digits', { n: 1_000_000 }, 1 + 2],
    ['a zero', { n: 0 }, 1 + 2],
    ['a truth and a null', { yes: true, no: null }, 3 + 1 + 2 + 1],
    ['bytes', { b: new Uint8Array(10) }, 1 + 10],
    ['a list, with a byte for each element', { l: ['a', 'bb'] }, 1 + 3 + 2 + 3],
    ['a map, with a byte for each element', { m: { a: 'x', bc: 'y' } }, 1 + 3 + 3 + 4],
    ['a set', { s: new Set(['ab', 'c']) }, 1 + 3],
    ['what is undefined, which is not written', { a: 'x', b: undefined, m: { c: undefined } }, 2 + 1 + 3],
  ])('counts %s', (_, item, bytes) => {
    expect(itemSize(item)).toBe(bytes);
  });

  it('is of no type that DynamoDB does not have', () => {
    expect(() => itemSize({ f: () => 1 })).toThrow(TypeError);
  });
});

describe('the units of a write', () => {
  it.each([
    [0, 1, 1],
    [1_024, 1_024, 1],
    [1_025, 10, 2],
    [10, 4_097, 5],
    [0, 0, 1],
  ])('are those of the larger of %i bytes before and %i after: %i', (before, after, units) => {
    expect(writeUnits(before, after)).toBe(units);
  });
});

describe('the units of a read', () => {
  it.each([
    [0, true, 1],
    [4_096, true, 1],
    [4_097, true, 2],
    [4_097, false, 1],
    [0, false, 0.5],
  ])('of %i bytes, consistent %s, are %s', (bytes, consistent, units) => {
    expect(readUnits(bytes, consistent)).toBe(units);
  });
});

import { describe, expect, it } from 'vitest';
import { ascending, descending } from '../../../domain/values/sorting.ts';

const items = [
  { at: 10, name: 'b' },
  { at: 9, name: 'a' },
  { at: 10, name: 'A' },
];

describe('sorting', () => {
  it('compares numbers as numbers and keeps the order of equal keys', () => {
    expect(items.toSorted(ascending(({ at }) => at)).map(({ name }) => name)).toEqual(['a', 'b', 'A']);
    expect(items.toSorted(descending(({ at }) => at)).map(({ name }) => name)).toEqual(['b', 'A', 'a']);
  });

  it('compares strings by code unit, the same in every locale', () => {
    expect(items.toSorted(ascending(({ name }) => name)).map(({ name }) => name)).toEqual(['A', 'a', 'b']);
  });
});

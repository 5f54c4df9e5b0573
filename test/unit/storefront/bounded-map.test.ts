import { expect, it } from 'vitest';
import { BoundedMap } from '../../../storefront/bounded-map.ts';

it('evicts the least recently used entry', () => {
  const map = new BoundedMap<number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.get('a');

  map.set('c', 3);

  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([1, undefined, 3]);
});

it('counts an entry that is set again once', () => {
  const map = new BoundedMap<number>(2);
  map.set('a', 1);
  map.set('b', 2);

  map.set('b', 3);

  expect([map.get('a'), map.get('b')]).toEqual([1, 3]);
});

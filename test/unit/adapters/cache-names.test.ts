import { expect, it } from 'vitest';
import { cacheNames } from '../../../adapters/cache-names.ts';

it('begins every name with the stage', () => {
  const { price, prices, channel, filled, owner } = cacheNames('dev');

  expect([price('SKU1'), prices, channel, filled, owner]).toEqual([
    'dev:price:SKU1',
    'dev:price:',
    'dev:prices',
    'dev:filled',
    'dev:owner',
  ]);
});

it.each(['', '*', 'dev:price', 'dev prod', 'Dev', '-dev', 'd[e]v', 'x'.repeat(41)])(
  'refuses a name that could be a pattern, or another’s: "%s"',
  (name) => {
    expect(() => cacheNames(name)).toThrow('a namespace of the cache is');
  },
);

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { JSONATA_NAMES } from '../../../local/engine/jsonata-names.ts';

it('has the names of all functions of JSONata', () => {
  const source = readFileSync(createRequire(import.meta.url).resolve('jsonata'), 'utf8');
  const bound = [...source.matchAll(/staticFrame\.bind\('(\w+)'|environment\.bind\('(\w+)'/g)];
  const names = bound.map(([, fixed, timed]) => fixed ?? timed);
  expect([...JSONATA_NAMES].sort()).toEqual(names.sort());
});

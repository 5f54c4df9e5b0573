import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const SOURCES = new URL('../../../console/web/src/', import.meta.url).pathname;
const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.tsx?$/.test(name),
);

/** The imports of a source from outside the page, without types. */
const valuesFromOutside = (name: string): string[] => {
  const depth = name.split('/').length - 1;
  const out = '../'.repeat(depth + 1);
  return [...readFileSync(join(SOURCES, name), 'utf8').matchAll(/^import (?!type )[^;]*? from '([^']*)';$/gm)]
    .map(([, from = '']) => from)
    .filter((from) => from.startsWith(out) && !isHarmless(join(SOURCES, dirname(name), from)))
    .map((from) => `${name}: ${from}`);
};

/** A file of the domain that imports only types adds no schema to the bundle. */
const isHarmless = (file: string): boolean =>
  file.includes('/domain/') && !/^import (?!type )/m.test(readFileSync(file, 'utf8'));

it('the page takes only types from the server and the domain, and files of the domain that import only types, so that it carries no schema and no secret', () => {
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap(valuesFromOutside)).toEqual([]);
});

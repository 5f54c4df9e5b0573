import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const root = new URL('../../../domain/', import.meta.url).pathname;
const files = globSync('**/*.ts', { cwd: root });

/** The imports of each file, types included. */
const imports = new Map(
  files.map((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const named = [...text.matchAll(/\bfrom '(\.[^']+)'/g)].map(([, path = '']) => join(dirname(file), path));
    return [file, named] as const;
  }),
);

/** Removes files that import no other or are imported by none, until only circles are left. */
function inCircles(): string[] {
  let left = files;
  for (;;) {
    const imported = new Set(left.flatMap((file) => imports.get(file) ?? []));
    const stuck = left.filter(
      (file) => imported.has(file) && imports.get(file)?.some((each) => left.includes(each)),
    );
    if (stuck.length === left.length) return left;
    left = stuck;
  }
}

it('no file of the domain imports itself by a detour', () => {
  expect(files.length).toBeGreaterThan(100);
  expect([...imports.values()].flat().filter((each) => !files.includes(each))).toEqual([]);
  expect(inCircles()).toEqual([]);
});

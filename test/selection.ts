import { globSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** The suites in order; each is a folder of `test/` and a project of vitest. */
export const SUITES = ['unit', 'workflow', 'integration', 'faults', 'infra', 'e2e'] as const;
export type Suite = (typeof SUITES)[number];

/** The tests to run of a suite: these files, or all if empty. */
export interface Chosen {
  suite: Suite;
  files: string[];
}

/**
 * Resolves the arguments of `npm test`: suites by name, and test files by path or prefix, with or without `test/`. Without
 * arguments all suites. Returns an error text if an argument matches nothing.
 */
export function choose(wanted: readonly string[], root: string): Chosen[] | string {
  if (wanted.length === 0) return SUITES.map((suite) => ({ suite, files: [] }));
  const known = SUITES.flatMap((suite) => testFilesOf(suite, root));
  const found = wanted.map((name) => ({ name, files: isSuite(name) ? [] : filesAt(name, known, root) }));
  const unknown = found.filter(({ name, files }) => !isSuite(name) && files.length === 0);
  if (unknown.length > 0) {
    const names = unknown.map(({ name }) => name).join(', ');
    return `no test file or suite is called ${names}; the suites are ${SUITES.join(', ')}`;
  }
  return SUITES.flatMap((suite) => {
    if (wanted.includes(suite)) return [{ suite, files: [] }];
    const files = found
      .flatMap(({ files: each }) => each)
      .filter((file) => file.startsWith(`test/${suite}/`));
    return files.length === 0 ? [] : [{ suite, files: [...new Set(files)] }];
  });
}

const isSuite = (name: string): name is Suite => (SUITES as readonly string[]).includes(name);

const testFilesOf = (suite: Suite, root: string): string[] =>
  globSync(`test/${suite}/**/*.test.ts`, { cwd: root }).sort();

function filesAt(name: string, known: readonly string[], root: string): string[] {
  const path = relative(root, resolve(root, name));
  const places = [path, join('test', path)];
  return known.filter((file) => places.some((place) => file.startsWith(place)));
}

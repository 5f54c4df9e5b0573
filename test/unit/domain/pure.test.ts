import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

// The linter excludes SDKs, the environment and other folders, but can't distinguish a clock from a date.
const IMPURE = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomUUID\b/;
const root = new URL('../../../', import.meta.url).pathname;

it.each(globSync('domain/**/*.ts', { cwd: root }))('%s takes time and chance from outside', (file) => {
  expect(readFileSync(join(root, file), 'utf8')).not.toMatch(IMPURE);
});

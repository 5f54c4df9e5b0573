import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { brokenIn, type Place } from './links.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** Generated folders, which no page links to. */
const MADE = ['node_modules', 'cdk.out', 'data', 'test-results'];
const folders = readdirSync(ROOT).filter(
  (name) => !name.startsWith('.') && !MADE.includes(name) && statSync(join(ROOT, name)).isDirectory(),
);
const pages = globSync(['*.md', ...folders.map((folder) => `${folder}/**/*.md`)], { cwd: ROOT }).filter(
  // The links of a template are relative to the page that is made from it.
  (page) => !page.endsWith('-template.md'),
);
const place: Place = {
  folders,
  has: (path) =>
    path.includes('*') ? globSync(path, { cwd: ROOT }).length > 0 : existsSync(join(ROOT, path)),
  text: (path) => readFileSync(join(ROOT, path), 'utf8'),
};

it('finds the pages', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/operations.md', 'workflows/README.md']));
});

it.each(pages)('%s leads to nothing that is not there', (page) => {
  expect(brokenIn(page, place)).toEqual([]);
});

describe('a page', () => {
  const files: Record<string, string> = {
    'docs/other.md':
      '# Other page\n\n## A `code` heading: two\n\n```\n# no heading\n```\n\n## Twice\n\n## Twice\n',
    'domain/values/money.ts': '',
  };
  const made: Place = {
    folders: ['docs', 'domain'],
    has: (path) =>
      Object.keys(files).some((file) => file === path || file.startsWith(`${path.replace(/\/$/, '')}/`)),
    text: (path) => files[path] ?? '',
  };
  const broken = (text: string): string[] => {
    files['docs/page.md'] = text;
    return brokenIn('docs/page.md', made);
  };

  it.each([
    '[a](other.md)',
    '[a](./other.md#a-code-heading-two)',
    '[a](other.md#twice-1)',
    '[a](#here)\n\n## Here',
    '[a](../domain/values/money.ts)',
    '[a](https://example.com/no.md)',
    '`domain/values/money.ts` and `domain/`',
    '`data/archive/events.jsonl`',
    '```\n[a](no.md) domain/no.ts\n```',
    '`npm test -- domain/no.ts`',
  ])('may say %j', (text) => {
    expect(broken(text)).toEqual([]);
  });

  it.each([
    ['[a](no.md)', 'no.md'],
    ['[a](other.md#no)', 'other.md#no'],
    ['[a](other.md#no-heading)', 'other.md#no-heading'],
    ['[a](other.md#twice-2)', 'other.md#twice-2'],
    ['[a](#here)', '#here'],
    ['![a](no.svg)', 'no.svg'],
    ['[a\nb](no.md)', 'no.md'],
    ['`domain/no.ts`', 'domain/no.ts'],
    ['`domain/no/`', 'domain/no/'],
  ])('may not say %j', (text, target) => {
    expect(broken(text)).toEqual([target]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const docs = new URL('../../../docs/', import.meta.url);
const files = readdirSync(new URL('decisions/', docs));
const textOf = (file: string): string => readFileSync(new URL(`decisions/${file}`, docs), 'utf8');
const index = readFileSync(new URL('decisions.md', docs), 'utf8');

it.each(files)('dates every decision of %s', (file) => {
  const headings = textOf(file).match(/^## .+$/gm);
  expect(headings?.length).toBeGreaterThan(0);
  expect(textOf(file).match(/^## .+\n\d{4}-\d\d-\d\d\./gm)).toHaveLength(headings?.length ?? 0);
});

it('lists every decision with its date in the index, and no other', () => {
  const decided = files.flatMap((file) =>
    [...textOf(file).matchAll(/^## (.+)\n(\d{4}-\d\d-\d\d)\./gm)].map(
      ([, title, date]) => `${date}: ${title} (${file})`,
    ),
  );
  const listed = [...index.matchAll(/^- (\S+): \[(.+)\]\(decisions\/([\w-]+\.md)#\S+\)$/gm)].map(
    ([, date, title, file]) => `${date}: ${title} (${file})`,
  );
  expect(listed.toSorted()).toEqual(decided.toSorted());
});

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const text = readFileSync(new URL('../../../docs/decisions.md', import.meta.url), 'utf8');
const titles = [...text.matchAll(/^## (.+)$/gm)].map(([, title]) => title);

it('begins with an index of its parts, in their order', () => {
  const index = text.slice(0, text.indexOf('\n## '));
  expect([...index.matchAll(/^\| \[(.+?)\]\(#/gm)].map(([, title]) => title)).toEqual(titles);
});

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Outcome } from '../../../domain/record/ledger.ts';

const [, ...entries] = readFileSync(new URL('../../../docs/glossary.md', import.meta.url), 'utf8').split(
  /^## /m,
);
const words = entries.map((entry) => entry.slice(0, entry.indexOf('\n')));

it('is in alphabetical order', () => {
  expect(words).toEqual([...words].sort((a, b) => a.localeCompare(b, 'en')));
});

it.each(Outcome.options)('has the outcome %s', (outcome) => {
  expect(words).toContain(outcome);
});

it.each(words.map((word, at) => ({ word, entry: entries[at] })))('leads on from $word', ({ entry }) => {
  expect(entry).toMatch(/\]\([^)]+\)/);
});

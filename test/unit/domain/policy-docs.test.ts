import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { GUARDRAILS } from '../../../domain/guardrails/index.ts';
import { Mode, PolicyTerms } from '../../../domain/policy/policy.ts';

const docs = readFileSync(new URL('../../../docs/policy.md', import.meta.url), 'utf8');

/** The names of all properties in a JSON schema, at any depth. */
const namesIn = (schema: unknown): string[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? Object.keys(schema.properties as object) : [];
  return [...own, ...Object.values(schema).flatMap(namesIn)];
};

const terms = namesIn(z.toJSONSchema(PolicyTerms, { io: 'input', unrepresentable: 'any' }));

it.each([...new Set(terms)])('docs/policy.md says what the term %s is', (name) => {
  expect(docs).toContain(`\`${name}\``);
});

it('knows the terms that are nested deepest', () => {
  expect(terms).toEqual(expect.arrayContaining(['maxRaisePercent', 'halfLifeHours', 'elasticity']));
});

it('docs/policy.md has the guardrails in their order, and every mode', () => {
  const listed = [...docs.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
  const names = GUARDRAILS.map(({ name }) => name);
  expect(listed.filter((name) => names.some((each) => each === name))).toEqual(names);
  for (const mode of Mode.options) expect(docs).toContain(`\n| \`${mode}\``);
});

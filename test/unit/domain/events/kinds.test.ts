import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EVENT_KINDS, eventPattern, KIND_NAMES } from '../../../../domain/events/index.ts';
import { OWN_SOURCE } from '../../../../domain/events/kind.ts';
import pattern from '../../../../workflows/event-pattern.json' with { type: 'json' };
import { everyEvent } from '../make.ts';

const root = new URL('../../../../', import.meta.url).pathname;
const kinds = KIND_NAMES.map((name) => ({ name, ...EVENT_KINDS[name] }));

describe('the table of kinds', () => {
  it('has no two kinds that come under the same detail-type', () => {
    expect(new Set(kinds.map(({ detailType }) => detailType)).size).toBe(kinds.length);
  });

  it.each(kinds)('names the product of a $name', ({ detail }) => {
    expect(detail.shape.productId).toBeDefined();
  });

  // Events of other senders must not set a price.
  it.each(kinds.filter(({ asksFor }) => asksFor !== 'market'))(
    'takes a $name from us alone',
    ({ source }) => {
      expect(source).toBe(OWN_SOURCE);
    },
  );

  it('has an example of each kind in the tests', () => {
    expect(everyEvent().map(({ kind }) => kind)).toEqual(KIND_NAMES);
  });
});

it('the rule takes the kinds of the table, each under its own source and detail-type', () => {
  expect(pattern).toEqual(eventPattern());
});

// A comparison by name is not found when a kind is added; a trait or an exhaustive record is.
it('nothing outside the table asks for the kind of an event by name', () => {
  const byName =
    /\bevent\.kind\s*[!=]==|\bswitch \(event\.kind\)|includes\(event\.kind\)|\bkind\s*[!=]==\s*'(inventory|seed|reprice)'/;
  const files = globSync(
    '{domain,adapters,tasks,compliance,upkeep,api,local,console,cli,infra,storefront}/**/*.{ts,tsx}',
    {
      cwd: root,
      exclude: ['domain/events/**', '**/node_modules/**'],
    },
  );

  expect(files.length).toBeGreaterThan(500);
  expect(files.filter((file) => byName.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
});

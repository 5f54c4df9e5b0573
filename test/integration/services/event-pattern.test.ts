import { describe, expect, it } from 'vitest';
import { matches, readPattern } from '../../../local/services/event-pattern.ts';
import pattern from '../../../workflows/event-pattern.json' with { type: 'json' };

const event = (source: string, type: string) => ({ source, 'detail-type': type, detail: { a: { b: 'c' } } });

describe('the event pattern', () => {
  it.each([
    ['inventory', 'InventoryChanged', true],
    ['pricewire', 'SeedRequested', true],
    ['pricewire', 'RepriceRequested', true],
    ['pricewire', 'ReleaseRequested', true],
    ['pricewire', 'RollbackRequested', true],
    // Our own announcement must not start the workflow again.
    ['pricewire', 'PriceChanged', false],
    ['elsewhere', 'InventoryChanged', false],
    ['Inventory', 'InventoryChanged', false],
  ])('of the rule matches %s %s: %s', (source, type, taken) => {
    expect(matches(readPattern(pattern), event(source, type))).toBe(taken);
  });

  it.each([
    [{ source: ['x', 'inventory'] }, true],
    [{ source: [] }, false],
    [{ detail: { a: { b: ['c'] } } }, true],
    [{ detail: { a: { b: ['d'] } } }, false],
    [{ detail: { a: { missing: ['c'] } } }, false],
    [{ detail: { a: { b: { c: ['d'] } } } }, false],
    [{}, true],
  ])('%j matches: %s', (wanted, expected) => {
    expect(matches(readPattern(wanted), event('inventory', 'InventoryChanged'))).toBe(expected);
  });

  it.each([null, 'text', 5, undefined])('does not match the event %j', (input) => {
    expect(matches(readPattern({ source: ['inventory'] }), input)).toBe(false);
  });

  // EventBridge matches if any element of the event's array is wanted.
  it('matches a field that is an array by any of its elements', () => {
    expect(matches(readPattern({ resources: ['arn:a'] }), { resources: ['arn:b', 'arn:a'] })).toBe(true);
  });

  it.each([
    [{ source: [{ prefix: 'inv' }] }, 'pattern.source'],
    [{ detail: { stock: [{ numeric: ['<', 5] }] } }, 'pattern.detail.stock'],
    [{ detail: { stock: [5] } }, 'pattern.detail.stock'],
    [{ detail: { note: [null] } }, 'pattern.detail.note'],
    [{ source: 'inventory' }, 'pattern.source'],
    [{ source: null }, 'pattern.source'],
    [[], 'pattern'],
    ['text', 'pattern'],
    // Its alternatives would be treated as a field of this name.
    [{ $or: [{ source: ['a'] }, { source: ['b'] }] }, 'pattern.$or'],
  ])('is refused as %j, naming the field', (wanted, at) => {
    expect(() => readPattern(wanted)).toThrow(at);
  });
});

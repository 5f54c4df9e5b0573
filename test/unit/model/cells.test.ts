import { describe, expect, it } from 'vitest';
import { flagCell, numberCell } from '../../../model/training/cells.ts';

describe('numberCell', () => {
  it.each([
    ['12', 12],
    ['-0.5', -0.5],
    ['1.', 1],
    ['.5', 0.5],
    ['1e3', 1000],
  ])('reads %s', (text, value) => {
    expect(numberCell(text, false)).toBe(value);
  });

  it('reads a decimal comma only if set', () => {
    expect(numberCell('12,50', true)).toBe(12.5);
    expect(numberCell('12,50', false)).toMatch('--decimal-comma');
  });

  it.each([
    ['', 'is empty'],
    ['$12.50', 'has a currency in it'],
    ['12.50 EUR', 'has a currency in it'],
    ['1,234.50', 'separators of thousands'],
    ['0x10', 'is not a number'],
    ['NaN', 'is not a number'],
    ['Infinity', 'is not a number'],
  ])('gives the reason to refuse "%s"', (text, why) => {
    expect(numberCell(text, false)).toMatch(why);
  });
});

describe('flagCell', () => {
  it.each([
    ['1', 1],
    ['TRUE', 1],
    ['yes', 1],
    ['0.25', 1],
    ['', 0],
    ['0', 0],
    ['False', 0],
    ['none', 0],
  ])('reads "%s" as %d', (text, value) => {
    expect(flagCell(text)).toBe(value);
  });

  it.each(['maybe', '-1'])('gives the reason to refuse "%s"', (text) => {
    expect(flagCell(text)).toMatch('neither yes nor no');
  });
});

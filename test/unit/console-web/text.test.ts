import { describe, expect, it } from 'vitest';
import { change, majorUnits, money } from '../../../console/web/src/ui/money.ts';
import { count, counted, duration, percent } from '../../../console/web/src/ui/numbers.ts';

describe('what the console writes', () => {
  it.each([
    [2739, 'EUR', '€27.39'],
    [2739, 'JPY', '¥2,739'],
    [undefined, 'EUR', '–'],
    [null, 'EUR', '–'],
    [0, 'EUR', '€0.00'],
  ])('shows %s minor units of %s as %s', (amount, currency, text) => {
    expect(money(amount, currency)).toBe(text);
  });

  it('knows how many minor units a currency has', () => {
    expect([majorUnits(2739, 'EUR'), majorUnits(2739, 'JPY'), majorUnits(2739, 'KWD')]).toEqual([
      27.39, 2739, 2.739,
    ]);
  });

  it.each([
    [100, 112, '+12.0%'],
    [100, 88, '−12.0%'],
    [100, 100, ''],
    [undefined, 100, ''],
    [0, 100, ''],
  ])('shows the change from %s to %s as "%s"', (from, to, text) => {
    expect(change(from, to)).toBe(text);
  });

  it.each([
    [12.4, '12 ms'],
    [1_240, '1.2 s'],
    [42_000, '42 s'],
    [240_000, '4 min'],
    [5_400_000, '1.5 h'],
    [345_600_000, '4 days'],
  ])('shows %s milliseconds as %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it('shows counts and shares', () => {
    expect([count(12_345), counted(1, 'event'), counted(2, 'entry', 'entries')]).toEqual([
      '12,345',
      '1 event',
      '2 entries',
    ]);
    expect([percent(0), percent(0.0001), percent(0.042), percent(1)]).toEqual([
      '0%',
      '<0.1%',
      '4.2%',
      '100.0%',
    ]);
  });
});

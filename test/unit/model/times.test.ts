import { describe, expect, it } from 'vitest';
import { dayOrderShownBy, parseTime, parseWeek } from '../../../model/training/times.ts';

describe('parseTime', () => {
  it.each([
    ['2025-03-04', '2025-03-04T00:00:00Z'],
    ['2025-03-04 05:06', '2025-03-04T05:06:00Z'],
    ['2025-03-04 05:06:07', '2025-03-04T05:06:07Z'],
    ['2025-03-04T05:06:07Z', '2025-03-04T05:06:07Z'],
    ['2025-03-04T05:06:07.25+02:00', '2025-03-04T03:06:07Z'],
    ['2025-03-04T05:06:07-0130', '2025-03-04T06:36:07Z'],
    ['3/4/2025', '2025-03-04T00:00:00Z'],
    ['03/04/2025 5:06', '2025-03-04T05:06:00Z'],
    ['4.3.2025 05:06', '2025-03-04T05:06:00Z'],
  ])('reads %s', (text, time) => {
    expect(new Date(parseTime(text)).toISOString()).toBe(time.replace('Z', '.000Z'));
  });

  it('reads day before month where that is the order', () => {
    expect(parseTime('3/4/2025', 'dmy')).toBe(Date.UTC(2025, 3, 3));
  });

  it.each([
    '',
    'soon',
    '2025-02-30',
    '2025-13-01',
    '2025-1-1',
    '13/13/2025',
    '2025-01-01 24:00',
    '2025-01-01T10:61Z',
    '20250101',
  ])('reads no time in "%s"', (text) => {
    expect(parseTime(text)).toBeNaN();
  });
});

describe('parseWeek', () => {
  const first = Date.UTC(1989, 8, 14);

  it.each([
    ['1', first],
    ['40', first + 39 * 7 * 86_400_000],
    ['1989-09-14', Number.NaN],
    ['1.5', Number.NaN],
    ['', Number.NaN],
  ])('of "%s" is %d', (text, time) => {
    expect(parseWeek(text, first)).toBe(time);
  });
});

describe('dayOrderShownBy', () => {
  it.each([
    ['3/25/2025', 'mdy'],
    ['25/3/2025 10:00', 'dmy'],
    ['3/4/2025', undefined],
    ['2025-03-25', undefined],
  ])('%s shows %s', (text, order) => {
    expect(dayOrderShownBy(text)).toBe(order);
  });
});

import { describe, expect, it } from 'vitest';
import {
  dayOf,
  earlier,
  elapsedMs,
  hourOf,
  later,
  readableMinutes,
  shift,
  Time,
} from '../../../domain/values/time.ts';

describe('a time', () => {
  it.each([
    ['2026-11-22T12:00:00Z', '2026-11-22T12:00:00.000Z'],
    ['2026-11-22T12:00:00.5Z', '2026-11-22T12:00:00.500Z'],
    ['2026-11-22T23:30:00-02:00', '2026-11-23T01:30:00.000Z'],
    ['2026-11-22T00:30:00+01:00', '2026-11-21T23:30:00.000Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ])('written as %s is kept in UTC as %s', (text, utc) => {
    expect(Time.parse(text)).toBe(utc);
  });

  it.each([
    '2026-11-22',
    '2026-11-22T12:00:00',
    '22.11.2026',
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '',
    0,
    null,
  ])('is not %j', (text) => {
    expect(Time.safeParse(text).success).toBe(false);
  });

  it.each(['9999-12-31T23:59:59-01:00', '0000-01-01T00:00:00+01:00'])(
    'can be read again or is refused: %s',
    (text) => {
      const { success, data } = Time.safeParse(text);
      expect(success ? Time.safeParse(data).success : true).toBe(true);
    },
  );

  it('falls in a UTC day and hour', () => {
    const at = '2026-11-22T23:59:59.999Z';
    expect([dayOf(at), hourOf(at)]).toEqual(['2026-11-22', '2026-11-22T23']);
  });

  it('can be moved over the end of a year', () => {
    expect(shift('2026-12-31T23:59:59.999Z', 1)).toBe('2027-01-01T00:00:00.000Z');
  });

  it('is the earlier or the later of two', () => {
    const [a, b] = ['2026-11-22T12:00:00.000Z', '2026-11-22T12:00:00.001Z'];
    expect([earlier(a, b), earlier(b, a), later(a, b), later(b, a)]).toEqual([a, a, b, b]);
  });

  it.each([
    [10_000, '10000 min'],
    [1, '1 min'],
    [0.5, '30 s'],
    [0.02, '1.2 s'],
  ])('of %d minutes is read as %s', (minutes, text) => {
    expect(readableMinutes(minutes)).toBe(text);
  });

  it('is before another by a negative span', () => {
    expect(elapsedMs('2026-11-22T12:00:01Z', '2026-11-22T12:00:00Z')).toBe(-1_000);
  });
});

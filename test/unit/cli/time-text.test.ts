import { describe, expect, it } from 'vitest';
import { AmbiguousTime, NoTime, timeReader } from '../../../cli/replay/time-text.ts';

describe('a time', () => {
  it.each([
    ['2010-12-01T08:26:00Z', '2010-12-01T08:26:00.000Z'],
    ['2010-12-01T08:26:00.5+02:00', '2010-12-01T06:26:00.500Z'],
    ['2010-12-01T08:26:00+0200', '2010-12-01T06:26:00.000Z'],
    ['2010-12-01 08:26:00', '2010-12-01T08:26:00.000Z'],
    ['2010-12-01 08:26', '2010-12-01T08:26:00.000Z'],
    ['2010-12-01 08:26:00.123456', '2010-12-01T08:26:00.123Z'],
    ['2010-12-01', '2010-12-01T00:00:00.000Z'],
    ['2010-12-01 8:26 PM', '2010-12-01T20:26:00.000Z'],
    ['2010-12-01 12:00 am', '2010-12-01T00:00:00.000Z'],
    [' 2010-12-01 08:26 UTC ', '2010-12-01T08:26:00.000Z'],
    ['1291191960', '2010-12-01T08:26:00.000Z'],
    ['1291191960000', '2010-12-01T08:26:00.000Z'],
    ['31/12/2010 8:26', '2010-12-31T08:26:00.000Z'],
    ['31.12.2010', '2010-12-31T00:00:00.000Z'],
    ['12/31/2010 08:26:01', '2010-12-31T08:26:01.000Z'],
    ['5/5/2010', '2010-05-05T00:00:00.000Z'],
  ])('%s is %s', (text, utc) => {
    expect(timeReader()(text)).toBe(utc);
  });

  it.each([
    '',
    'yesterday',
    '2010-13-01',
    '2010-02-30',
    '31/06/2010',
    '2010-12-01 25:00',
    '2010-12-01 08:61',
    '2010-12-01 and more',
    '123',
    '32/13/2010',
  ])('%j is none', (text) => {
    expect(() => timeReader()(text)).toThrow(NoTime);
  });

  it('without an offset is one of the offset given, and one with its own keeps it', () => {
    const read = timeReader({ offset: '+02:00' });
    expect(read('2010-12-01 08:26')).toBe('2010-12-01T06:26:00.000Z');
    expect(read('2010-12-01T08:26:00Z')).toBe('2010-12-01T08:26:00.000Z');
  });
});

describe('day and month', () => {
  it('that can be told apart either way are asked for', () => {
    expect(() => timeReader()('03/04/2010')).toThrow(AmbiguousTime);
  });

  it('keep the order of the first time that settled it', () => {
    const dayFirst = timeReader();
    dayFirst('31/01/2010');
    expect(dayFirst('03/04/2010')).toBe('2010-04-03T00:00:00.000Z');
    const monthFirst = timeReader();
    monthFirst('01/31/2010');
    expect(monthFirst('03/04/2010')).toBe('2010-03-04T00:00:00.000Z');
  });

  it('are not settled by a date that is none either way', () => {
    const read = timeReader();
    expect(() => read('32/13/2010')).toThrow(NoTime);
    expect(() => read('03/04/2010')).toThrow(AmbiguousTime);
  });

  it('do not change their order in the middle of a file', () => {
    const read = timeReader();
    read('31/01/2010');
    expect(() => read('01/31/2010')).toThrow(NoTime);
  });
});

describe('a format', () => {
  it.each([
    ['DD/MM/YYYY', '03/04/2010', '2010-04-03T00:00:00.000Z'],
    ['DD/MM/YYYY', '3/4/2010 8:26', '2010-04-03T08:26:00.000Z'],
    ['MM/DD/YYYY', '03/04/2010 08:26:05 PM', '2010-03-04T20:26:05.000Z'],
    ['MM/DD/YY HH:mm', '3/4/10 08:26', '2010-03-04T08:26:00.000Z'],
    ['YYYYMMDD', '20100304', '2010-03-04T00:00:00.000Z'],
    ['YYYYMMDDHHmmss', '20100304082605', '2010-03-04T08:26:05.000Z'],
    ['DD.MM.YYYY (HH:mm)', '03.04.2010 (08:26)', '2010-04-03T08:26:00.000Z'],
  ])('%s reads %s', (format, text, utc) => {
    expect(timeReader({ format })(text)).toBe(utc);
  });

  it('refuses a time of another format', () => {
    expect(() => timeReader({ format: 'DD/MM/YYYY' })('2010-03-04')).toThrow(NoTime);
    expect(() => timeReader({ format: 'DD.MM.YYYY' })('03x04x2010')).toThrow(NoTime);
  });

  it('must name year, month and day', () => {
    expect(() => timeReader({ format: 'DD/MM' })).toThrow('needs YYYY or YY, MM and DD');
  });
});

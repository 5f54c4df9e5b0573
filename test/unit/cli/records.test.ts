import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type FileRecord, openRecords, type RecordOptions } from '../../../cli/shared/records.ts';
import { fileOf } from './support.ts';

async function readAll(name: string, content: string | Buffer, options: RecordOptions = {}) {
  const file = await openRecords(fileOf(name, content), options);
  const records: FileRecord[] = [];
  const bad: [number, string][] = [];
  const columns: string[][] = [];
  for await (const record of file.records({
    badLine: (line, why) => bad.push([line, why]),
    columns: (names) => columns.push(names),
  }))
    records.push(record);
  return { records, bad, columns, file };
}
const lines = (count: number) => Array.from({ length: count }, (_, at) => JSON.stringify({ at })).join('\n');

describe('a CSV file', () => {
  it('is read by its head, with the number of each line', async () => {
    const { records, columns } = await readAll('a.csv', '\ufeffsku, n\nA,1\n\n"B, big",2\n');
    expect(columns).toEqual([['sku', 'n']]);
    expect(records).toEqual([
      { line: 2, fields: { sku: 'A', n: '1' } },
      { line: 4, fields: { sku: 'B, big', n: '2' } },
    ]);
  });

  it('goes on behind a line with too few or too many columns, and names it', async () => {
    const { records, bad } = await readAll('a.csv', 'a,b\n1\n2,2,2\n3,3\n');
    expect(bad.map(([line]) => line)).toEqual([2, 3]);
    expect(records).toEqual([{ line: 4, fields: { a: '3', b: '3' } }]);
  });

  it('keeps a quote in the middle of a cell', async () => {
    const { records, bad } = await readAll('a.csv', 'a,b\n12" plate,1\n');
    expect(bad).toEqual([]);
    expect(records[0]?.fields).toEqual({ a: '12" plate', b: '1' });
  });

  it('can be read with quotes as ordinary characters', async () => {
    const { records } = await readAll('a.csv', 'a,b\n"open,1\nnext,2\n', { quotes: false });
    expect(records.map(({ fields }) => fields['a'])).toEqual(['"open', 'next']);
  });

  it('with another delimiter is refused with the word for it', async () => {
    await expect(readAll('a.csv', 'a;b\n1;2\n')).rejects.toThrow('use --delimiter ";"');
    await expect(readAll('a.csv', 'a\tb\n1\t2\n')).rejects.toThrow('use --delimiter tab');
    expect((await readAll('a.csv', 'a;b\n1;2\n', { delimiter: ';' })).records).toHaveLength(1);
  });

  it('can be in Latin 1', async () => {
    const { records } = await readAll('a.csv', Buffer.from('a\n\xa35\n', 'latin1'), { encoding: 'latin1' });
    expect(records[0]?.fields['a']).toBe('£5');
  });
});

describe('a JSONL file', () => {
  it('is read line by line, and goes on behind a bad one', async () => {
    const { records, bad } = await readAll('a.jsonl', '{"n":1}\n\n[2]\n{"n":\n{"n":5}');
    expect(records).toEqual([
      { line: 1, fields: { n: 1 } },
      { line: 5, fields: { n: 5 } },
    ]);
    expect(bad.map(([line]) => line)).toEqual([3, 4]);
  });
});

describe('a compressed file', () => {
  it.each(['a.csv.gz', 'a.jsonl.gz'])('%s is unpacked, and its bytes on disk are counted', async (name) => {
    const { records, file } = await readAll(name, name.includes('csv') ? 'a\n1\n' : '{"a":1}\n');
    expect(records).toHaveLength(1);
    expect(file.bytesRead()).toBe(file.size);
  });

  it.each([
    ['a.csv.gz', `a\n${lines(5000)}`],
    ['a.jsonl.gz', lines(5000)],
  ])('%s that breaks off is damaged, and does not just end', async (name, content) => {
    await expect(readAll(name, gzipSync(content).subarray(0, 2000))).rejects.toThrow(
      'is damaged: unexpected end',
    );
  });
});

describe('the format of a file', () => {
  it('is asked for where its name does not tell', async () => {
    await expect(readAll('a.dat', 'a\n1\n')).rejects.toThrow('use --format');
    expect((await readAll('a.dat', 'a\n1\n', { format: 'csv' })).records).toHaveLength(1);
  });
});

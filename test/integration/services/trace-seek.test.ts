import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonLine } from '../../../local/json-line.ts';
import { openTraceLog } from '../../../local/trace-log.ts';
import { seekTime, timeOf } from '../../../local/trace-seek.ts';
import { freshDir } from '../stack/support/scratch.ts';

const START = Date.parse('2026-11-22T12:00:00.000Z');
const arn = (at: number) => `arn:aws:states:us-east-1:000000000000:express:reprice:e${at}:1`;
const record = (at: number, id: number, type: string, padding = '') => ({
  id: String(id),
  type,
  details: { padding, input: '{"event_timestamp":"1"}' },
  previous_event_id: '0',
  event_timestamp: String(START + at * 10),
  execution_arn: arn(at),
});
/** An execution every 10 ms, of three records. */
const execution = (at: number): string =>
  [
    record(at, 1, 'ExecutionStarted', 'x'.repeat(2_000)),
    record(at, 2, 'PassStateEntered', 'x'.repeat(at % 50 === 0 ? 200_000 : 10)),
    record(at, 3, 'ExecutionSucceeded'),
  ]
    .map(jsonLine)
    .join('');
const EXECUTIONS = 3_000;

async function filled(): Promise<{ dir: string; file: string }> {
  const dir = await freshDir();
  const file = join(dir, '2026-11-22T12.jsonl');
  await writeFile(file, '\n');
  for (let at = 0; at < EXECUTIONS; at += 100)
    await appendFile(file, Array.from({ length: 100 }, (_, each) => execution(at + each)).join(''));
  return { dir, file };
}
const iso = (at: number) => new Date(START + at * 10).toISOString();

describe('a trace in a large log', () => {
  it('is looked for from a little before its time', async () => {
    const { file } = await filled();
    const places = await Promise.all(
      [0, 1, 700, 1_500, 2_999, 9_000].map((at) => seekTime(file, START + at * 10)),
    );
    expect(places[0]).toBe(0);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    const { size } = await import('node:fs').then(({ statSync }) => statSync(file));
    expect(size - (places[4] ?? 0)).toBeLessThan(3 * 2 ** 20);
  });

  it('is found whole wherever it is, with and without a word of where to look', async () => {
    const { dir } = await filled();
    const log = await openTraceLog(dir);
    for (const at of [0, 1, 50, 1_499, 2_950, 2_999])
      for (const near of [undefined, iso(at), iso(at + 100), iso(0), iso(EXECUTIONS)]) {
        const span = { since: iso(-30_000), until: iso(at + 30_000), ...(near ? { near } : {}) };
        const found = await log.read([arn(at)], span);
        expect(
          found.map(({ id }) => id),
          `${at} near ${near}`,
        ).toEqual(['1', '2', '3']);
      }
    await log.close();
  });

  it('reads no further than the end of the span, and finds nothing of what is not there', async () => {
    const { dir } = await filled();
    const log = await openTraceLog(dir);
    expect(await log.read([arn(2_999)], { since: iso(0), until: iso(1_000) })).toEqual([]);
    expect(await log.read([arn(-1)], { since: iso(0), until: iso(9_000), near: iso(5) })).toEqual([]);
    await log.close();
  });
});

it('the time of a record is that behind its payloads', () => {
  expect(timeOf(jsonLine(record(7, 1, 'ExecutionStarted')))).toBe(START + 70);
  expect(timeOf('{"half of a li')).toBeUndefined();
});

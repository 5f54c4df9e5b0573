import { appendFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ExpressLogRecord } from '../../../local/engine/index.ts';
import { openTraceLog } from '../../../local/trace-log.ts';
import { eventually } from '../stack/support/eventually.ts';
import { freshDir } from '../stack/support/scratch.ts';

const arn = (name: string) => `arn:aws:states:us-east-1:000000000000:express:reprice:${name}:1`;
const record = (name: string, at: string, id = '1', padding = ''): ExpressLogRecord => ({
  id,
  type: 'ExecutionStarted',
  details: { padding },
  previous_event_id: '0',
  event_timestamp: String(Date.parse(at)),
  execution_arn: arn(name),
});

describe('the trace log', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await freshDir();
  });

  it('reads what was written an instant ago', async () => {
    const log = await openTraceLog(dir);
    const written = ['1', '2', '3'].map((id) => record('a', '2026-11-22T12:00:00.000Z', id));
    for (const each of written) log.write(each);

    expect(await log.read([arn('a')], { since: '2026-11-22T12:00:00.000Z' })).toEqual(written);
    await log.close();
  });

  it('keeps a file an hour, and reads an execution across them in order', async () => {
    const log = await openTraceLog(dir);
    log.write(record('a', '2026-11-22T12:59:59.999Z', '1'));
    log.write(record('b', '2026-11-22T12:59:59.999Z', '1'));
    log.write(record('a', '2026-11-22T13:00:00.000Z', '2'));

    const ids = (await log.read([arn('a')], { since: '2026-11-22T12:59:00.000Z' })).map(({ id }) => id);

    expect(ids).toEqual(['1', '2']);
    await log.close();
    expect((await readdir(dir)).sort()).toEqual(['2026-11-22T12.jsonl', '2026-11-22T13.jsonl']);
  });

  it('reads across hours as soon as the next one has begun', async () => {
    const log = await openTraceLog(dir);
    const hours = Array.from({ length: 10 }, (_, hour) => `2026-11-22T1${hour}:00:00.000Z`);

    for (const hour of hours)
      for (let id = 1; id <= 50; id += 1) log.write(record('a', hour, String(id), 'x'.repeat(2_000)));

    expect(await log.read([arn('a')], { since: hours[0] ?? '' })).toHaveLength(500);
    await log.close();
  });

  it('takes an execution for another whose name begins the same', async () => {
    const log = await openTraceLog(dir);
    log.write(record('a', '2026-11-22T12:00:00.000Z'));
    log.write({ ...record('a', '2026-11-22T12:00:00.000Z'), execution_arn: `${arn('a')}2` });

    expect(await log.read([arn('a')], { since: '2026-11-22T12:00:00.000Z' })).toHaveLength(1);
    await log.close();
  });

  it('reads over a line that was half written, and a run after it', async () => {
    const first = await openTraceLog(dir);
    first.write(record('a', '2026-11-22T12:00:00.000Z', '1'));
    await first.close();
    await appendFile(join(dir, '2026-11-22T12.jsonl'), `{"id":"2","execution_arn":"${arn('a')}`);
    const second = await openTraceLog(dir);
    second.write(record('b', '2026-11-22T12:00:01.000Z', '1'));

    const found = await second.read([arn('a'), arn('b')], { since: '2026-11-22T12:00:00.000Z' });

    expect(found.map(({ execution_arn }) => execution_arn)).toEqual([arn('a'), arn('b')]);
    await second.close();
  });

  it('deletes the oldest hours when it is opened with too much, and no file of another kind', async () => {
    for (const hour of ['10', '11', '12'])
      await writeFile(join(dir, `2026-11-22T${hour}.jsonl`), 'x'.repeat(400));
    await writeFile(join(dir, 'notes.txt'), 'x'.repeat(4_000));

    await (await openTraceLog(dir, 1_000)).close();

    expect((await readdir(dir)).sort()).toEqual(['2026-11-22T11.jsonl', '2026-11-22T12.jsonl', 'notes.txt']);
  });

  it('deletes the oldest hours while it runs too', async () => {
    const log = await openTraceLog(dir, 10_000);

    for (const hour of ['10', '11', '12', '13', '14']) {
      const at = `2026-11-22T${hour}:00:00.000Z`;
      log.write(record('a', at, '1', 'x'.repeat(6_000)));
      await log.read([arn('a')], { since: at });
    }

    await eventually(async () => expect((await readdir(dir)).length).toBeLessThan(5), 1_000);
    await log.close();
  });
});

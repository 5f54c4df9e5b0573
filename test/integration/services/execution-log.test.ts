import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ExpressLogRecord } from '../../../local/engine/index.ts';
import { executionLog } from '../../../local/execution-log.ts';
import { eventually } from '../stack/support/eventually.ts';
import { freshDir } from '../stack/support/scratch.ts';

const record = (id: string): ExpressLogRecord => ({
  id,
  type: 'ExecutionStarted',
  details: { input: '"a\u2028b"' },
  previous_event_id: '0',
  event_timestamp: '1764000000000',
  execution_arn: 'arn:aws:states:us-east-1:000000000000:express:reprice:a:1',
});
const linesOf = async (file: string) => (await readFile(file, 'utf8')).split('\n').filter(Boolean);
const idsIn = async (file: string) => (await linesOf(file)).map((line) => JSON.parse(line).id);

describe('the execution log', () => {
  let file: string;
  const faults: string[] = [];
  const open = () => executionLog(file, ({ message }) => faults.push(message));
  beforeEach(async () => {
    file = join(await freshDir(), 'executions.jsonl');
    faults.length = 0;
  });

  it('writes one record a line, soon after it was created', async () => {
    const log = open();
    log.write(record('1'));
    log.write(record('2'));

    await eventually(async () => expect(await idsIn(file)).toEqual(['1', '2']));

    expect(JSON.parse((await linesOf(file))[0] ?? '')).toEqual(record('1'));
    await log.close();
  });

  it('writes the remaining records when it is closed, in order', async () => {
    const log = open();
    const ids = Array.from({ length: 500 }, (_, at) => String(at));
    for (const id of ids) log.write(record(id));

    await log.close();

    expect(await idsIn(file)).toEqual(ids);
  });

  it('appends to an existing file', async () => {
    await writeFile(file, `${JSON.stringify(record('before'))}\n`);
    const log = open();
    log.write(record('after'));

    await log.close();

    expect(await idsIn(file)).toEqual(['before', 'after']);
  });

  it('reports only the first error, and continues as soon as it can', async () => {
    await mkdir(file);
    const log = open();
    log.write(record('lost'));
    await eventually(async () => expect(faults).toHaveLength(1));
    log.write(record('lost too'));
    await log.close();
    await rmdir(file);

    log.write(record('kept'));
    await log.close();

    expect(await idsIn(file)).toEqual(['kept']);
    // The failed write may have left an incomplete line.
    expect(await readFile(file, 'utf8')).toMatch(/^\n\{/);
    expect(faults).toEqual([
      expect.stringMatching(/^records are missing from the execution log: EISDIR.*executions\.jsonl/),
    ]);
  });
});

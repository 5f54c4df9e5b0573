import {
  appendFile,
  cp,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { DATA_PARTS, type DataPart, openDataFolder } from '../../../local/data-folder.ts';
import { withoutRedisServer } from '../../contract/redis-server.ts';
import { eventually } from './support/eventually.ts';
import { byStock, product, STOCK } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';
import { freePorts, freshDir } from './support/scratch.ts';
import { envelope } from './support/shop.ts';
import { redisAt, StackChild } from './support/stack-child.ts';

let template: string;
beforeAll(async () => {
  template = await makeUsed();
});

/** The data of a stack that has processed an event and was stopped. */
async function used(): Promise<string> {
  const dataDir = await freshDir();
  await cp(template, dataDir, { recursive: true });
  return dataDir;
}

async function makeUsed(): Promise<string> {
  const dataDir = await freshDir();
  const { shop, close } = await openShop({ dataDir, path: '' });
  await shop.putPolicy(byStock());
  await shop.stock(product('SKU1'));
  const [id = ''] = await shop.send({ productId: 'SKU1', stock: STOCK.low, sequence: 1 });
  await shop.ended(id);
  await shop.settled('SKU1');
  await close();
  return dataDir;
}

const events = (dataDir: string) => join(dataDir, 'archive', 'events.jsonl');
const remove = (path: string) => rm(path, { recursive: true });

async function refusal(dataDir: string): Promise<string> {
  const { name, message } = await openShop({ dataDir, path: '' }).then(
    () => ({ name: '', message: 'it started' }),
    (error: Error) => error,
  );
  expect([name, message]).toEqual(['DataIncomplete', expect.not.stringContaining('\n')]);
  return message;
}

describe('a start on data of which a part is missing', () => {
  it.each(DATA_PARTS)(
    'is refused in a line that names %s and what to do, until its loss is accepted',
    async (part) => {
      const dataDir = await used();
      await remove(join(dataDir, part));

      const message = await refusal(dataDir);

      expect(message).toContain(`${part}/ (`);
      expect(message).toContain(`is missing: put it back into ${dataDir}, or continue`);
      expect(message).toContain(`--accept-loss ${part}`);
      const { shop, close } = await openShop({ dataDir, path: '', acceptLoss: [part] });
      expect((await shop.call('GET', '/api/status')).status).toBe(200);
      await close();
      await (await openShop({ dataDir, path: '' })).close();
    },
  );

  it('leaves the data as it is', async () => {
    const dataDir = await used();
    await rename(join(dataDir, 'dynamodb'), join(dataDir, 'elsewhere'));
    await refusal(dataDir);

    await rename(join(dataDir, 'elsewhere'), join(dataDir, 'dynamodb'));

    const { shop } = await openShop({ dataDir, path: '' });
    expect((await shop.state('SKU1')).price?.amount).toBe(12_000);
  });

  it('is refused if a part belongs to another stack', async () => {
    const dataDir = await used();
    await writeFile(join(dataDir, 'sqs', 'stack-id'), 'another');

    expect(await refusal(dataDir)).toMatch(/^sqs\/ .+ belongs to another stack \(another, not /);
  });
});

describe('a truncated archive', () => {
  it('is noticed, whatever the checkpoint says, and read from its beginning once that is accepted', async () => {
    const dataDir = await used();
    const { size } = await stat(events(dataDir));
    await truncate(events(dataDir), size - 100);
    expect(await refusal(dataDir)).toContain(
      `archive/ (the accepted events) is truncated: events.jsonl had ${size} bytes, now it has ${size - 100}`,
    );

    const { shop } = await openShop({ dataDir, path: '', acceptLoss: ['archive'] });

    const [id = ''] = await shop.send({ productId: 'SKU1', stock: STOCK.over, sequence: 2 });
    expect(await shop.ended(id)).toMatchObject({ outcome: 'priced' });
  });

  it('returns its remaining events from the beginning, also if the checkpoint is beyond its end', async () => {
    const dataDir = await used();
    const left = envelope('left', { productId: 'SKU1', stock: STOCK.over, sequence: 2 });
    await appendFile(events(dataDir), `${JSON.stringify({ event: left })}\n`);
    await writeFile(join(dataDir, 'archive', 'checkpoint.json'), '{"offset":1000000}');

    const { shop } = await openShop({ dataDir, path: '', acceptLoss: ['archive'] });

    expect(await shop.ended('left')).toMatchObject({ outcome: 'priced' });
  });

  it('is noticed after a kill, for every accepted event', async () => {
    const where = { dataDir: await freshDir(), port: 0, path: '' };
    const first = await StackChild.start(where);
    await first.shop.putPolicy(byStock());
    await first.shop.send({ productId: 'SKU1', stock: 1, sequence: 1 });
    await first.kill();
    const { size } = await stat(events(where.dataDir));

    await truncate(events(where.dataDir), size - 1);

    expect(await refusal(where.dataDir)).toContain(`events.jsonl had ${size} bytes, now it has ${size - 1}`);
  });

  it('is noticed by its checkpoint if an earlier version has not noted the size', async () => {
    const dataDir = await earlier(await used());
    await writeFile(join(dataDir, 'archive', 'checkpoint.json'), '{"offset":1000000}');

    expect(await refusal(dataDir)).toContain('is truncated: events.jsonl had 1000000 bytes');
  });
});

describe('data of an earlier version, which has no manifest', () => {
  it('starts, and has one from then on', async () => {
    const dataDir = await earlier(await used());

    await (await openShop({ dataDir, path: '' })).close();

    const { format, parts } = JSON.parse(await readFile(join(dataDir, 'manifest.json'), 'utf8'));
    expect({ format, parts }).toEqual({ format: 3, parts: DATA_PARTS });
    await remove(join(dataDir, 'dynamodb'));
    await refusal(dataDir);
  });

  it.each(['dynamodb', 'archive/events.jsonl'])('is refused without %s all the same', async (path) => {
    const dataDir = await earlier(await used());
    await remove(join(dataDir, path));

    expect(await refusal(dataDir)).toContain(`${path.split('/')[0] as DataPart}/ (`);
  });
});

describe('data of format 1, which had its traces in files', () => {
  const started = async (dataDir: string): Promise<string[]> => {
    const said: string[] = [];
    await (await openShop({ dataDir, path: '', onNotice: (line) => said.push(line) })).close();
    return said.filter((line) => line.includes('trace'));
  };
  const NO_TRACE = 'Events from before data format 2 have no trace; their decisions are complete.';

  it('says once in a line what it can not show, goes on, and is of the new format from then on', async () => {
    const dataDir = await formatOne(await used());

    expect(await started(dataDir)).toEqual([NO_TRACE]);

    const { format, parts } = JSON.parse(await readFile(join(dataDir, 'manifest.json'), 'utf8'));
    expect({ format, parts }).toEqual({ format: 3, parts: DATA_PARTS });
    expect(await started(dataDir)).toEqual([]);
  });

  it('says that the folder of traces may be deleted, until it is, and leaves it alone', async () => {
    const dataDir = await formatOne(await used());
    const traces = join(dataDir, 'traces');
    await mkdir(traces);
    await writeFile(join(traces, '2026-11-22T12-50.jsonl'), '\n');
    const said = [`${NO_TRACE} ${traces}, which held the traces, is no longer read and may be deleted.`];

    expect(await started(dataDir)).toEqual(said);
    expect(await started(dataDir)).toEqual(said);

    expect(await readdir(traces)).toHaveLength(1);
    await remove(traces);
    expect(await started(dataDir)).toEqual([]);
  });

  it('is of the new format before anything is written to it, so that an earlier version refuses it', async () => {
    const dataDir = await formatOne(await used());

    await openDataFolder(dataDir);

    const { format, parts } = JSON.parse(await readFile(join(dataDir, 'manifest.json'), 'utf8'));
    expect({ format, parts }).toEqual({ format: 3, parts: DATA_PARTS });
  });

  it('is not touched where a start is refused', async () => {
    const dataDir = await formatOne(await used());
    await remove(join(dataDir, 'sqs'));
    await refusal(dataDir);

    expect(JSON.parse(await readFile(join(dataDir, 'manifest.json'), 'utf8')).format).toBe(1);
  });
});

describe('a manifest', () => {
  it.each([
    [
      '{"format":4,"stackId":"x","parts":[]}',
      'is of format 4, and this version reads up to 3: update Pricewire, or choose another place with --data',
    ],
    ['{"format":0,"stackId":"x","parts":[]}', "manifest.json can't be read (format: "],
    ['{"format":1}', "manifest.json can't be read (stackId: "],
    ['half a', "manifest.json can't be read"],
  ])('%s is refused', async (text, said) => {
    const dataDir = await used();
    await writeFile(join(dataDir, 'manifest.json'), text);

    expect(await refusal(dataDir)).toContain(said);
  });
});

async function formatOne(dataDir: string): Promise<string> {
  const file = join(dataDir, 'manifest.json');
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), format: 1 }));
  return dataDir;
}

/** As an earlier version has left it. */
async function earlier(dataDir: string): Promise<string> {
  for (const file of ['manifest.json', 'archive.size', ...DATA_PARTS.map((part) => `${part}/stack-id`)])
    await remove(join(dataDir, file));
  return dataDir;
}

describe.skipIf(withoutRedisServer)('the redis-server of a stack that was killed', () => {
  it('is ended by the next start on the same data that takes another port', async () => {
    const dataDir = await freshDir();
    const before = await freePorts();
    const first = await StackChild.start({ dataDir, port: before });
    await first.kill();
    expect(await isUp(before + 3)).toBe(true);

    await openShop({ dataDir, port: await freePorts() });

    await eventually(async () => expect(await isUp(before + 3)).toBe(false));
  });

  it('is left alone by a stack of other data, which says in a line whose it is and how to end it', async () => {
    const [dataDir, port] = [await freshDir(), await freePorts()];
    const first = await StackChild.start({ dataDir, port });
    await first.kill();

    const { name, message } = (await openShop({ port }).catch((error: unknown) => error)) as Error;

    expect(name).toBe('PortTaken');
    expect(message).toContain(`port ${port + 3}`);
    expect(message).toContain(`redis-cli -p ${port + 3} shutdown nosave`);
    expect(message).toContain(dataDir);
    expect(await isUp(port + 3)).toBe(true);
  });
});

async function isUp(port: number): Promise<boolean> {
  const client = await redisAt(port);
  client?.disconnect();
  return client !== undefined;
}

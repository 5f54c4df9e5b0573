import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startStack } from '../../../local/stack.ts';
import { byStock, product, STOCK } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';
import { freePorts, freshDir, holdPort } from './support/scratch.ts';
import { StackChild } from './support/stack-child.ts';

/** The error of a start. */
async function failure(start: Promise<unknown>): Promise<Error> {
  try {
    await start;
  } catch (error) {
    return error as Error;
  }
  throw new Error('it started');
}

const start = (dataDir: string, port: number, path = process.env['PATH']) =>
  startStack({ dataDir, port, path, onFault: () => {} });

describe('a second start', () => {
  it('fails in one line that names the port, before it touches the data', async () => {
    const { port, release } = await holdPort();
    const dataDir = join(await freshDir(), 'untouched');

    const error = await failure(start(dataDir, port)).finally(release);

    expect(error.name).toBe('PortTaken');
    expect(error.message).toContain(`port ${port}`);
    expect(error.message).not.toContain('\n');
    await expect(mkdir(dataDir)).resolves.toBeUndefined();
  });

  it.each([
    { offset: 1, service: 'DynamoDB' },
    { offset: 2, service: 'SQS' },
    { offset: 3, service: 'redis' },
  ])('names the port if that of $service is in use', async ({ offset, service }) => {
    const port = await freePorts();
    const { release } = await holdPort(port + offset);

    const error = await failure(start(await freshDir(), port)).finally(release);

    expect(error.message).toContain(String(port + offset));
    expect(error.message).toMatch(new RegExp(service, 'i'));
    expect(error.message).not.toContain('\n');
  });

  it('releases its ports when it fails', async () => {
    const port = await freePorts();
    const { release } = await holdPort(port + 3);
    await failure(start(await freshDir(), port)).finally(release);

    const { shop } = await openShop({ port });

    expect(shop.url).toBe(`http://127.0.0.1:${port}`);
  });

  it('does not affect the stack that uses the data directory', async () => {
    const dataDir = await freshDir();
    const { shop } = await openShop({ dataDir, path: '' });
    await shop.putPolicy(byStock());
    await shop.stock(product('SKU1'));

    await failure(start(dataDir, 0, ''));

    const [id = ''] = await shop.send({ productId: 'SKU1', stock: STOCK.low, sequence: 1 });
    expect(await shop.ended(id)).toMatchObject({ outcome: 'priced' });
  });

  it('refuses a data directory that this process uses, naming it', async () => {
    const dataDir = await freshDir();
    await openShop({ dataDir, path: '' });

    const error = await failure(start(dataDir, 0, ''));

    expect(error.message).toContain(dataDir);
    expect(error.message).not.toContain('\n');
  });

  it('refuses a data directory that another process uses, naming it', async () => {
    const dataDir = await freshDir();
    await openShop({ dataDir, path: '' });

    const error = await failure(StackChild.start({ dataDir, port: 0, path: '' }));

    expect(error.message).toContain(dataDir);
    expect(error.message).not.toContain('\n');
  });
});

describe('a data directory behind a symbolic link', () => {
  it('reuses the redis-server of a killed stack, as any other does', async () => {
    const dir = await freshDir();
    await mkdir(join(dir, 'real'));
    await symlink(join(dir, 'real'), join(dir, 'link'));
    const where = { dataDir: join(dir, 'link'), port: await freePorts() };
    const first = await StackChild.start(where);
    await first.kill();

    const second = await StackChild.start(where);

    expect(await second.shop.redis.ping()).toBe('PONG');
  });
});

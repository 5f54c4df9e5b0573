import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { eventually } from './support/eventually.ts';
import { byStock, PRICE_WHEN, product, STOCK } from './support/goods.ts';
import { freePorts, freshDir } from './support/scratch.ts';
import { StackChild } from './support/stack-child.ts';

/** Limits the file size of the process to `bytes`, or removes the limit. As on a full disk, writes fail. */
const limitFiles = (pid: number, bytes: '1' | 'unlimited') =>
  execFileSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]);

function canLimit(): boolean {
  try {
    execFileSync('prlimit', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const PATIENCE_MS = 60_000;

it.skipIf(!canLimit())(
  'a stack whose disk is full accepts no event, and continues by itself when there is room again',
  { timeout: 3 * PATIENCE_MS },
  async () => {
    const child = await StackChild.start({ dataDir: await freshDir(), port: await freePorts() });
    const { shop } = child;
    await shop.putPolicy(byStock());
    await shop.stock(product('SKU1'));
    const [first = ''] = await shop.send({ productId: 'SKU1', stock: STOCK.normal, sequence: 1 });
    await shop.ended(first);
    const send = (sequence: number) => shop.send({ productId: 'SKU1', stock: STOCK.low, sequence });

    limitFiles(child.pid, '1');
    await expect(send(2)).rejects.toThrow('EFBIG');
    await eventually(
      () => expect(child.stderr).toContain('the embedded DynamoDB ended and does not start'),
      PATIENCE_MS,
    );
    await eventually(
      () => expect(send(3)).rejects.toThrow('no event is accepted until it runs again'),
      PATIENCE_MS,
    );
    limitFiles(child.pid, 'unlimited');

    const [last = ''] = await eventually(() => send(4), PATIENCE_MS);
    expect(await shop.ended(last, PATIENCE_MS)).toMatchObject({ outcome: 'priced' });
    expect(await shop.price('SKU1')).toMatchObject({ price: PRICE_WHEN.low });
    expect((await shop.trace(last))[0]).toMatchObject({ status: 'succeeded' });
    expect(child.stderr).toContain('the embedded DynamoDB had ended');
  },
);

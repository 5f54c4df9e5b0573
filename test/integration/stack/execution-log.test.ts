import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExpressLogRecord } from '../../../local/engine/index.ts';
import { byStock, product, STOCK } from './support/goods.ts';
import { openShop } from './support/open-shop.ts';
import { freshDir } from './support/scratch.ts';

describe('the execution log of a stack', () => {
  it('has every record of the executions of an event, if a file is configured', async () => {
    const file = join(await freshDir(), 'executions.jsonl');
    const { shop, stack, close } = await openShop({ path: '', executionLog: file });
    expect(stack.endpoints['execution log']).toBe(file);
    await shop.putPolicy(byStock());
    await shop.stock(product('SKU1'));
    const [id = ''] = await shop.send({ productId: 'SKU1', stock: STOCK.low, sequence: 1 });
    const { executions } = await shop.ended(id);
    await close();

    const records = (await readFile(file, 'utf8'))
      .trim()
      .split('\n')
      .map((line): ExpressLogRecord => JSON.parse(line));
    const own = records.filter(({ execution_arn: arn }) => arn === executions[0]);

    expect(own.map((record) => Number(record.id))).toEqual(own.map((_, at) => at + 1));
    expect([own[0]?.type, own.at(-1)?.type]).toEqual(['ExecutionStarted', 'ExecutionSucceeded']);
    expect(own.find(({ type }) => type === 'TaskScheduled')?.details['parameters']).toContain('SKU1');
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Stack, startStack } from '../../../local/stack.ts';
import { EMPTY } from '../../empty.ts';
import { answerOf, runCli } from './support/run-cli.ts';

let stack: Stack;
let directory: string;
const faults: unknown[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pricewire-cli-'));
  // No redis-server on an empty path: the cache is the one in this process.
  stack = await startStack({
    dataDir: join(directory, 'data'),
    port: 0,
    path: '',
    onFault: (error) => faults.push(error),
  });
});
afterAll(async () => {
  await stack.stop();
  await rm(directory, { recursive: true });
});

const env = () => ({ PRICEWIRE_URL: stack.url });
const pricewire = (...args: string[]) => runCli(args, env());
const answered = (...args: string[]) => answerOf(args, env());

const file = async (name: string, content: string): Promise<string> => {
  await writeFile(join(directory, name), content);
  return join(directory, name);
};

const TERMS = {
  policyId: 'default',
  model: { use: false },
  rules: [{ kind: 'low-stock', below: 10, raisePercent: 10 }],
  guardrails: { maxStep: { percent: 5 } },
};

describe('the commands, on a stack', () => {
  it('say that it is up', async () => {
    expect((await answered('status')).endpoints.http).toBe(stack.url);
  });

  it('price a product from its catalog line to its trace', async () => {
    const terms = await file('policy.json', JSON.stringify(TERMS));
    await answered('policy', 'put', terms, '--break-glass', '--why', 'a test');
    const catalog =
      'productId,name,category,currency,listPrice,unitCost\nSKU1,Kettle,kitchen,EUR,20.00,8.00\n';
    expect(await answered('products', 'import', await file('c.csv', catalog), '--decimal')).toMatchObject({
      added: 1,
    });
    await stack.idle();
    expect((await answered('price', 'get', 'SKU1')).prices).toMatchObject([{ price: 2_000 }]);

    const wrong = 'productId,name,category,currency,listPrice,unitCost\nTYPO,Pan,kitchen,EUR,9.99,4\n';
    await answered('products', 'import', await file('wrong.csv', wrong), '--decimal');
    await stack.idle();
    const right = 'productId,currency,listPrice\nTYPO,EUR,99.90\n';
    await answered('products', 'import', await file('right.csv', right), '--decimal');
    await stack.idle();
    const corrected = (await answered('price', 'get', 'TYPO')).prices[0];
    expect(corrected).toMatchObject({ price: 9_990 });
    expect((await answered('products', 'show', 'TYPO')).product).toMatchObject({ unitCost: 400 });
    expect((await pricewire('explain', corrected.eventId)).out).toMatch(
      /TYPO: priced, EUR 9\.99 -> EUR 99\.90 \(approved\); rules proposed EUR 99\.90\.[\s\S]*list-price[\s\S]*stockKnown +false/,
    );

    const sent = await answered('send', '--product', 'SKU1', '--stock', '3', '--wait');
    expect(sent.row).toMatchObject({ outcome: 'priced', productId: 'SKU1' });
    expect((await answered('price', 'get', 'SKU1')).prices).toMatchObject([
      { price: 2_100, eventId: sent.eventId },
    ]);

    const { row, evidence } = await answered('ledger', 'show', sent.eventId);
    expect(row.revision).toBe(evidence[0].context + 1);
    expect(evidence[0].proposal.amount).toBe(2_200);
    expect((await pricewire('ledger', 'show', sent.eventId)).out).toMatch(
      /max-step +clamp +EUR 22\.00 +EUR 21\.00/,
    );

    const { executions } = await answered('trace', sent.eventId);
    expect(executions).toMatchObject([{ status: 'succeeded' }]);
    const states = executions[0].states.map(({ name }: { name: string }) => name);
    expect(states).toEqual(
      expect.arrayContaining(['ReceiveEvent', 'ApplyGuardrails', 'Commit', 'PublishPrice']),
    );
    expect((await pricewire('trace', sent.eventId)).out).toMatch(/Commit +\d+ ms +\d+ ms +1 /);
  });

  it('hold prices while a policy is paused, and reprice on resume', async () => {
    await answered('policy', 'mode', 'default', 'paused');
    const held = await answered('send', '--product', 'SKU1', '--stock', '2', '--wait');
    expect(held.row).toMatchObject({ outcome: 'held', reason: 'paused' });
    expect((await answered('policy', 'mode', 'default', 'live')).repriced).toBeGreaterThan(0);
    await stack.idle();
    const { events } = await answered('ledger', 'list', '--product', 'SKU1', '--limit', '1');
    expect(events).toMatchObject([{ kind: 'reprice', outcome: 'priced' }]);
  });

  it('show an event that was dead-lettered, and let the sequence be reset', async () => {
    const far = await pricewire(
      'send',
      '--product',
      'SKU1',
      '--stock',
      '1',
      '--sequence',
      '9000000',
      '--wait',
    );
    expect([far.code, far.out]).toEqual([1, expect.stringContaining('SequenceJump')]);
    const { messages } = await answered('dlq', 'list');
    expect(messages[0]).toMatchObject({ productId: 'SKU1', stage: 'LoadContext' });
    expect((await answered('dlq', 'show', messages[0].eventId)).messages).toHaveLength(1);
    expect((await answered('ledger', 'list', '--outcome', 'dead-lettered')).events).toHaveLength(1);

    expect(await answered('sequence', 'reset', 'SKU1', '--to', '8999999')).toMatchObject({
      after: 8_999_999,
    });
    const again = await answered(
      'send',
      '--product',
      'SKU1',
      '--stock',
      '1',
      '--sequence',
      '9000000',
      '--wait',
    );
    expect(again.row.outcome).not.toBe('dead-lettered');
  });

  it('replay a file of sales to an outcome for every line', async () => {
    const sales = Array.from({ length: 60 }, (_, at) => {
      const time = new Date(Date.UTC(2010, 11, 1) + at * 60_000).toISOString();
      return `R${at % 3},${time},${at === 30 ? 'many' : 1},5.00`;
    });
    const path = await file('sales.csv', `sku,at,qty,price\n${sales.join('\n')}\n`);
    const { code, out, err } = await pricewire(
      ...['replay', path, '--product', 'sku', '--time', 'at', '--quantity', 'qty', '--price', 'price'],
      ...['--unit-cost', '60%', '--initial-stock', '30', '--json'],
    );
    expect([code, err]).toEqual([1, expect.stringContaining(':32: qty: "many" is not a whole number')]);
    expect(JSON.parse(out)).toMatchObject({ lines: 60, sent: 59, skipped: 1, productsAdded: 3 });
    await stack.idle();

    for (const [id, stock, sequence] of [
      ['R0', 11, 19],
      ['R1', 10, 20],
    ] as const) {
      expect((await answered('products', 'show', id)).state).toMatchObject({ stock, sequence });
      const { events } = await answered('ledger', 'list', '--product', id, '--limit', '100');
      expect(events.filter(({ kind }: { kind: string }) => kind === 'inventory')).toHaveLength(sequence);
      expect(events.every(({ outcome }: { outcome?: string }) => outcome !== undefined)).toBe(true);
    }
    expect((await answered('ledger', 'list', '--outcome', 'open')).events).toEqual([]);
  });

  it('replay once more behind the sequences of the first time', async () => {
    const path = await file('one.jsonl', '{"sku":"R0","at":"2010-12-02T00:00:00Z","left":4}\n');
    await answered('replay', path, '--product', 'sku', '--time', 'at', '--stock', 'left');
    await stack.idle();
    expect((await answered('products', 'show', 'R0')).state).toMatchObject({ stock: 4, sequence: 20 });
  });

  it('redrive what was dead-lettered, which never overwrites what was decided since', async () => {
    const { messages } = await answered('dlq', 'list');
    const old = messages[0].eventId;
    const before = (await answered('products', 'show', 'SKU1')).state.price;
    const dry = await answered('dlq', 'redrive', old, '--dry-run');
    expect(dry).toMatchObject({ letters: [{ eventId: old }], counts: { 'would-redrive': 1 } });

    const { letters } = await answered('dlq', 'redrive', '--all');

    expect(letters).toMatchObject([{ status: 'redriven', eventId: old, productId: 'SKU1' }]);
    expect((await answered('dlq', 'list')).messages).toEqual([]);
    await stack.idle();
    expect((await pricewire('ledger', 'show', old)).out).toMatch(/redriven as +redrive-/);
    expect((await answered('ledger', 'show', letters[0].redrivenAs)).row).toMatchObject({
      outcome: 'superseded',
      redriveOf: old,
    });
    expect((await answered('products', 'show', 'SKU1')).state.price).toEqual(before);
  });

  it('find every accepted event in the ledger, and no difference to Redis', async () => {
    expect(await answered('archive', 'reconcile', '--since', '1h')).toMatchObject({ missing: 0 });
    expect(await answered('cache', 'rebuild')).toMatchObject({ published: 0 });
    expect(await answered('cache', 'verify')).toMatchObject({ differences: [], counts: EMPTY });
  });

  it('tell a price that somebody else wrote into Redis', async () => {
    const { cache } = stack.stores;
    const price = await cache.read('SKU1');
    const epoch = (await cache.epoch('SKU1')) ?? '';
    if (price) await cache.put('SKU1', epoch, { ...price, 'price.revision': 999 });

    const { code, out } = await pricewire('cache', 'verify');

    expect([code, out]).toEqual([
      1,
      expect.stringMatching(/^SKU1 {2}newer-in-redis: Redis shows revision 999/),
    ]);
  });

  it('leave no fault behind', () => {
    expect(faults).toEqual([]);
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE_MS, shift } from '../../../domain/values/time.ts';
import { LOCAL_ACCOUNT } from '../../../local/services/aws.ts';
import { type Stack, startStack } from '../../../local/stack.ts';
import { RedisServer, withoutRedisServer } from '../../contract/redis-server.ts';
import { type Account, accountAround } from './support/account.ts';
import { answerOf, runCli } from './support/run-cli.ts';

let stack: Stack;
let account: Account;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pricewire-stage-'));
  stack = await startStack({ dataDir: join(directory, 'data'), port: 0, path: '', onFault: () => {} });
  account = await accountAround(stack, 'test');
});
afterAll(async () => {
  await account.stop();
  await stack.stop();
  await rm(directory, { recursive: true });
});

/** A process that knows the stack only from the account's services. */
const env = () => ({ ...account.env, PRICEWIRE_URL: 'http://127.0.0.1:1' });
const onStage = (args: string[]) => (args.includes('--stage') ? args : [...args, '--stage', 'test']);
const pricewire = (...args: string[]) => runCli(onStage(args), env());
const answered = (...args: string[]) => answerOf(onStage(args), env());

const WHO = `stage test (account ${LOCAL_ACCOUNT}, region us-east-1), as arn:aws:sts::${LOCAL_ACCOUNT}:assumed-role/Operator/ann\n`;
const TERMS = {
  policyId: 'default',
  model: { use: false },
  rules: [{ kind: 'low-stock', below: 10, raisePercent: 10 }],
  guardrails: { maxStep: { percent: 5 } },
};

describe('the commands, on a stage', () => {
  it('say which account and region they talk to, beside their answer', async () => {
    const { code, out, err } = await pricewire('status', '--json');
    expect([code, err]).toEqual([0, WHO]);
    expect(JSON.parse(out)).toMatchObject({
      stage: 'test',
      account: LOCAL_ACCOUNT,
      endpoints: { storefront: stack.url },
      letters: { 'dead-letters': 0, undelivered: 0 },
    });
  });

  it('say that a stage is not there', async () => {
    const { code, out, err } = await pricewire('status', '--stage', 'elsewhere');
    expect([code, out]).toEqual([3, '']);
    expect(err).toContain(
      'there is no parameter /pricewire/elsewhere in account 000000000000, region us-east-1',
    );
  });

  it('price a product from its catalog line to its trace', async () => {
    await writeFile(join(directory, 'policy.json'), JSON.stringify(TERMS));
    const alone = ['--break-glass', '--why', 'a test', '--yes'];
    await answered('policy', 'put', join(directory, 'policy.json'), ...alone);
    const head = 'productId,name,category,currency,listPrice,unitCost';
    await writeFile(join(directory, 'c.csv'), `${head}\nSKU1,Kettle,kitchen,EUR,20.00,8.00\n`);
    const imported = await answered('products', 'import', join(directory, 'c.csv'), '--decimal', '--yes');
    expect(imported).toMatchObject({ added: 1 });
    await stack.idle();
    expect((await answered('price', 'get', 'SKU1')).prices).toMatchObject([
      { price: 2_000, source: 'cache' },
    ]);

    const sent = await answered('send', '--product', 'SKU1', '--stock', '3', '--wait', '--yes');
    expect(sent.row).toMatchObject({ outcome: 'priced', productId: 'SKU1' });
    expect((await answered('ledger', 'show', sent.eventId)).evidence[0].proposal.amount).toBe(2_200);

    const { executions } = await answered('trace', sent.eventId);
    expect(executions).toMatchObject([{ status: 'succeeded' }]);
    expect(executions[0].missing).toBeUndefined();
    const human = await pricewire('trace', sent.eventId);
    expect(human.out).toMatch(/Commit +\d+ ms +\d+ ms +1 /);
    expect((await answered('ledger', 'list', '--product', 'SKU1')).events).toHaveLength(2);
  });

  it('change a mode, and reprice by the new one', async () => {
    expect(await answered('policy', 'mode', 'default', 'paused', '--yes')).toMatchObject({ before: 'live' });
    expect(await answered('resume', 'default', '--yes')).toMatchObject({ resumed: [{ repriced: 1 }] });
    await stack.idle();
    const { events } = await answered('ledger', 'list', '--product', 'SKU1', '--limit', '1');
    expect(events).toMatchObject([{ kind: 'reprice' }]);
    expect(events[0].reason).not.toBe('paused');
  });

  it('show dead letters without taking them, and start them again', async () => {
    const far = ['send', '--product', 'SKU1', '--stock', '1', '--sequence', '9000000', '--wait', '--yes'];
    expect((await pricewire(...far)).code).toBe(1);
    const { messages } = await answered('dlq', 'list');
    expect(messages).toMatchObject([{ productId: 'SKU1', stage: 'LoadContext' }]);
    expect((await answered('dlq', 'show', messages[0].eventId)).messages).toHaveLength(1);
    await answered('sequence', 'reset', 'SKU1', '--to', '8999999', '--yes');

    await expect
      .poll(async () => (await answered('dlq', 'redrive', '--all', '--dry-run')).counts, { timeout: 20_000 })
      .toEqual({ 'would-redrive': 1 });
    await expect
      .poll(async () => (await answered('dlq', 'redrive', '--all', '--yes')).counts, { timeout: 20_000 })
      .toEqual({ redriven: 1 });
    expect((await answered('dlq', 'list')).messages).toEqual([]);
  });

  it('hold the cache against the record, by the functions that reach it', async () => {
    expect(await answered('cache', 'verify')).toMatchObject({ checked: 1, differences: [] });
    expect(await answered('cache', 'rebuild', '--yes')).toEqual({ checked: 1, published: 0, discarded: 0 });
    expect(account.calls).toEqual({ check: 1, repair: 1 });
  });

  it.skipIf(withoutRedisServer)('hold a Redis that can be reached against the record, and end', async () => {
    const redis = await RedisServer.start();
    const direct = (...args: string[]) =>
      answerOf(onStage(args), { ...env(), PRICEWIRE_REDIS_URL: `redis://127.0.0.1:${redis.port}` });
    expect(await direct('cache', 'rebuild', '--yes')).toEqual({ checked: 1, published: 1, discarded: 0 });
    expect(await direct('cache', 'verify')).toMatchObject({ checked: 1, differences: [] });
    expect(await direct('price', 'get', 'SKU1')).toMatchObject({ prices: [{ source: 'cache' }] });
    await redis.stop();
    expect(account.calls).toEqual({ check: 1, repair: 1 });
  });

  it('start what was accepted and lost, from a replay that goes to its own rule alone', async () => {
    const ago = (minutes: number) =>
      shift(new Date().toISOString(), -minutes * MINUTE_MS).replace(/\.\d+Z$/, 'Z');
    const event = (id: string, minutes: number, sequence: number) => ({
      version: '0',
      id,
      source: 'inventory',
      'detail-type': 'InventoryChanged',
      time: ago(minutes),
      detail: { productId: 'SKU1', stock: 4, sequence, occurredAt: ago(minutes) },
    });
    account.archived = [
      event('lost', 20, 9_000_001),
      event('too-old', 90, 1),
      event('too-new', 5, 9_000_002),
    ];

    const { code, out, err } = await pricewire('archive', 'reconcile', '--since', '1h', '--yes');
    expect(code).toBe(0);
    expect(out).toMatch(/^started {2}lost {2}SKU1/m);
    expect(err).toContain('The archive is being replayed: COMPLETED.');

    await stack.idle();
    expect((await answered('ledger', 'show', 'lost')).row).toMatchObject({ outcome: expect.any(String) });
    expect(account.replays.map(({ rules }) => rules)).toEqual([
      [`arn:aws:events:us-east-1:${LOCAL_ACCOUNT}:rule/pricewire/replays`],
    ]);
  });

  it('put into a store what it lacks, out of another table', async () => {
    const copied = await answered('tables', 'copy', 'catalog', '--from', 'catalog', '--yes');
    expect(copied).toMatchObject({ added: 0 });
    expect(copied.looked).toBeGreaterThan(1);
    const { code, err } = await pricewire('tables', 'copy', 'ledger', '--from', 'elsewhere', '--yes');
    expect(code).toBe(3);
    expect(err).toMatch(/not found/i);
    expect((await pricewire('tables', 'copy', 'audit', '--from', 'audit', '--yes')).code).toBe(2);
  });

  it('change nothing unasked: without a terminal they want --yes', async () => {
    const { code, out, err } = await pricewire('policy', 'mode', 'default', 'shadow');
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe(
      'pricewire: Set policy default to shadow on stage test: no terminal for the confirmation; use --yes\n',
    );
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Live } from '../../../api/routes/live.ts';
import type { SearchResult } from '../../../api/routes/search.ts';
import type { Session } from '../../../api/routes/session.ts';
import { type Stack, startStack } from '../../../local/stack.ts';
import { type Account, accountAround } from '../cli/support/account.ts';
import { product } from '../stack/support/goods.ts';
import { Shop } from '../stack/support/shop.ts';

const CLI = fileURLToPath(new URL('../../../cli/pricewire.ts', import.meta.url));

describe('the console of a stage', () => {
  let stack: Stack;
  let shop: Shop;
  let account: Account;
  let directory: string;
  let child: ChildProcess;
  let url: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'pricewire-console-'));
    stack = await startStack({ dataDir: join(directory, 'data'), port: 0, path: '', onFault: () => {} });
    shop = new Shop(stack);
    await shop.stock(product('SKU1'), product('SKU2'));
    account = await accountAround(stack, 'test');
    child = spawn(process.execPath, [CLI, 'console', '--stage', 'test', '--port', '0', '--json'], {
      env: { ...process.env, ...account.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    if (child.stdout)
      for await (const line of createInterface({ input: child.stdout })) {
        out += line;
        if (line === '}') break;
      }
    url = new URL(JSON.parse(out).url).origin;
  });
  afterAll(async () => {
    child.kill('SIGKILL');
    shop.leave();
    await account.stop();
    await stack.stop();
    await rm(directory, { recursive: true, force: true });
  });
  const get = async <Body>(path: string): Promise<Body> => {
    const answer = await fetch(`${url}/api${path}`, { headers: { 'x-pricewire-person': 'somebody else' } });
    expect(answer.status, await answer.clone().text()).toBe(200);
    return (await answer.json()) as Body;
  };

  it('knows who asks by their credentials alone', async () => {
    expect(await get<Session>('/session')).toMatchObject({
      stage: 'test',
      region: 'us-east-1',
      identity: 'aws',
      me: { id: expect.stringMatching(/^arn:aws:iam::\d+:role\/Operator$/) },
    });
  });

  it('searches the ledger by its own indexes', async () => {
    const { events, looked } = await get<SearchResult>('/search?outcome=priced');
    expect(events.map(({ productId, kind }) => [productId, kind]).toSorted()).toEqual([
      ['SKU1', 'seed'],
      ['SKU2', 'seed'],
    ]);
    expect(looked.since < looked.until).toBe(true);
    expect((await get<SearchResult>('/search?product=SKU2')).events).toHaveLength(1);
  });

  it('shows what is going on', async () => {
    const { outcomes, open, cache } = await get<Live>('/live');
    expect([outcomes['priced'], open.count, cache.state]).toEqual([2, 0, 'unknown']);
    expect(await get('/feeds')).toMatchObject({ silent: [], superseded: [] });
  });

  it('is there under the names of this machine only, and for its own page only', async () => {
    const person = { 'x-pricewire-person': 'ann' };
    const foreign = await fetch(`${url}/api/live`, { headers: { ...person, origin: 'http://evil.example' } });
    expect(foreign.status).toBe(403);
    const page = await fetch(`${url}/console/`);
    expect([200, 503]).toContain(page.status);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('stops at Ctrl-C', async () => {
    child.kill('SIGINT');
    expect((await once(child, 'exit'))[0]).toBe(0);
  });
});

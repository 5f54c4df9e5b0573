import { describe, expect, it } from 'vitest';
import { fileOf, listening, pricewire, serve, stopped, urlOf } from './support.ts';

/** An address without a listener. */
async function nobody(): Promise<string> {
  const server = await listening(() => {});
  const url = urlOf(server);
  await stopped(server);
  return url;
}

/** Runs a command against a server that gives every request the same answer. */
async function against(status: number, type: string, body: string, ...args: string[]) {
  const server = await listening((_request, response) => {
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  const ran = await pricewire([...args, '--url', urlOf(server)]);
  await stopped(server);
  return ran;
}

describe('a stack that can not be reached', () => {
  it.each([
    ['status'],
    ['products list'],
    ['send --product SKU1 --stock 1 --sequence 1'],
    ['price get SKU1'],
    ['ledger list'],
  ])('ends `%s` in 3, with one line', async (line) => {
    const url = await nobody();
    const { code, out, err } = await pricewire([...line.split(' '), '--url', url]);
    expect([code, out]).toEqual([3, '']);
    expect(err).toBe(`pricewire: no stack at ${url} (ECONNREFUSED); start one with: pricewire up\n`);
  });

  it('ends a command in 3 while it is still starting', async () => {
    const { code, err } = await against(503, 'text/plain', 'starting', 'status');
    expect([code, err]).toEqual([3, expect.stringContaining('still starting')]);
  });

  it('ends a command in 3 when something else answers there', async () => {
    const { code, err } = await against(200, 'text/html', '<h1>Hello</h1>', 'status');
    expect([code, err]).toEqual([3, expect.stringContaining('is not a Pricewire stack (200, text/html)')]);
  });
});

describe('a refusal', () => {
  it.each([
    [400, 2],
    [404, 1],
    [409, 1],
    [503, 1],
    [500, 1],
  ])('of status %i ends a command in %i, with what the server said in one line', async (status, exitCode) => {
    const problem = JSON.stringify({ title: 'No', status, detail: 'this is\nwrong' });
    const { code, err } = await against(status, 'application/problem+json', problem, 'status');
    expect([code, err]).toEqual([exitCode, 'pricewire: this is wrong\n']);
  });
});

describe('the address of the stack', () => {
  it('comes from --url before or after the command, else from PRICEWIRE_URL', async () => {
    const stack = await serve();
    const codes = await Promise.all([
      pricewire(['--url', stack.url, 'status'], { env: { PRICEWIRE_URL: 'http://127.0.0.1:1' } }),
      pricewire(['status', '--url', stack.url], { env: { PRICEWIRE_URL: 'http://127.0.0.1:1' } }),
      pricewire(['status'], { env: { PRICEWIRE_URL: stack.url } }),
    ]);
    await stack.stop();
    expect(codes.map(({ code }) => code)).toEqual([0, 0, 0]);
  });

  it.each(['nowhere', 'file:///etc', ''])('%j is bad usage', async (url) => {
    expect((await pricewire(['status', '--url', url])).code).toBe(2);
  });
});

describe('a file', () => {
  it('that is not there is bad input, and is named', async () => {
    const { code, err } = await pricewire(['policy', 'check', '/none.json']);
    expect([code, err]).toEqual([2, 'pricewire: /none.json: no such file\n']);
  });

  it('that is damaged is bad input, and is named', async () => {
    const file = fileOf('c.csv.gz', Buffer.from('not gzip'));
    const { code, err } = await pricewire(['products', 'import', file]);
    expect([code, err]).toEqual([2, `pricewire: ${file} is damaged: incorrect header check\n`]);
  });
});

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { program } from '../../../cli/program.ts';
import { product } from '../domain/make.ts';
import { fileOf, pricewire, type Ran, serve } from './support.ts';

const CLI = fileURLToPath(new URL('../../../cli/pricewire.ts', import.meta.url));

/** Runs the program as a process of its own; `take` may close its standard output early. */
function spawned(args: string[], take?: (chunk: Buffer, close: () => void) => void): Promise<Ran> {
  const child = spawn(process.execPath, [CLI, ...args], { env: { ...process.env, NO_COLOR: '1' } });
  const ran = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    ran.out += chunk;
    take?.(chunk, () => child.stdout.destroy());
  });
  child.stderr.on('data', (chunk: Buffer) => {
    ran.err += chunk;
  });
  return new Promise((done) => child.on('close', (code) => done({ code: code ?? -1, ...ran })));
}

const terminal = {
  out: () => {},
  err: () => {},
  watched: false,
  env: {},
  onInterrupt: () => new AbortController().signal,
};
const paths = (command: Command, path: string[] = []): string[][] =>
  command.commands.flatMap((each) => [[...path, each.name()], ...paths(each, [...path, each.name()])]);
const everyCommand = paths(program(terminal, []));

describe('help', () => {
  it.each(everyCommand)('of %s %s has an example', async (...path) => {
    const words = path.filter((word) => typeof word === 'string');
    const { code, out, err } = await pricewire([...words, '--help']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`Usage: pricewire ${words.join(' ')}`);
    expect(out).toMatch(/\nExamples:\n {2}\$ pricewire /);
  });

  it('of the program tells its commands and exit codes', async () => {
    const { code, out } = await pricewire(['--help']);
    expect(code).toBe(0);
    for (const name of ['up', 'send', 'replay', 'products', 'policy', 'trace', 'ledger', 'dlq', 'Exit codes'])
      expect(out).toContain(name);
  });

  it('of every command that answers something has --json and --url', async () => {
    const leaves = everyCommand.filter(
      (path) => !everyCommand.some((other) => other.join(' ').startsWith(`${path.join(' ')} `)),
    );
    expect(leaves.length).toBeGreaterThan(15);
    for (const path of leaves) {
      const { out } = await pricewire([...path, '--help']);
      expect(out, path.join(' ')).toContain('--json');
      expect(out, path.join(' ')).toContain('--url');
    }
  });
});

describe('bad usage', () => {
  it.each([
    [[]],
    [['nothing']],
    [['products']],
    [['send']],
    [['send', '--product', 'SKU1', '--stock', '1', '--colour', 'red']],
    [['trace']],
    [['ledger', 'list', '--outcome', 'lost']],
    [['ledger', 'list', '--since', 'then']],
    [['products', 'list', '--limit', '0']],
  ])('%j ends in 2, and says nothing on standard output', async (args) => {
    const { code, out, err } = await pricewire(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).not.toBe('');
  });
});

describe('the program as a process', () => {
  it('ends in the exit code, with the message on standard error', async () => {
    const { code, out, err } = await spawned(['status', '--url', 'http://127.0.0.1:1']);
    expect([code, out]).toEqual([3, '']);
    expect(err).toMatch(/^pricewire: no stack at [^\n]*\n$/);
  });

  it('prints nothing but JSON on standard output with --json, even when some of it failed', async () => {
    const stack = await serve();
    const file = fileOf('c.csv', 'productId,name,category,currency,listPrice\nA,Pan,kitchen,EUR,x\n');
    const { code, out, err } = await spawned(['products', 'import', file, '--json', '--url', stack.url]);
    await stack.stop();
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ added: 0, problems: [{ line: 2 }] });
    expect(err).toContain('c.csv:2: ');
  });

  it('ends quietly when its reader has read enough', async () => {
    const products = Object.fromEntries(
      Array.from({ length: 3000 }, (_, at) => [
        `P${at}`,
        product({ productId: `P${at}`, name: 'x'.repeat(300) }),
      ]),
    );
    const stack = await serve({ products });
    const { err } = await spawned(['products', 'list', '--all', '--url', stack.url], (_, close) => close());
    await stack.stop();
    expect(err).toBe('');
  });

  it('writes a long answer to its end', async () => {
    const products = Object.fromEntries(
      Array.from({ length: 3000 }, (_, at) => [
        `P${at}`,
        product({ productId: `P${at}`, name: 'x'.repeat(300) }),
      ]),
    );
    const stack = await serve({ products });
    const { code, out } = await spawned(['products', 'list', '--all', '--json', '--url', stack.url]);
    await stack.stop();
    expect(code).toBe(0);
    expect(JSON.parse(out).products).toHaveLength(3000);
  });
});

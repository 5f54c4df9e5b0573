import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../../../cli/pricewire.ts', import.meta.url));

export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** Runs the program as a process of its own, with these variables added to the environment. */
export function runCli(args: string[], env: Record<string, string>): Promise<Ran> {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ran = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    ran.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    ran.err += chunk;
  });
  return new Promise((done) => child.on('close', (code) => done({ code: code ?? -1, ...ran })));
}

/** The answer of a command that has to succeed, as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: the tests say what they expect of it
export async function answerOf(args: string[], env: Record<string, string>): Promise<any> {
  const { code, out, err } = await runCli([...args, '--json'], env);
  if (code !== 0) throw new Error(`pricewire ${args.join(' ')} ended in ${code}: ${err}`);
  return JSON.parse(out);
}

#!/usr/bin/env node
import { createInterface } from 'node:readline/promises';
import { run } from './run.ts';

// `pricewire … | head` closes the pipe early: a normal end.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // Ctrl-C or the end of input means no.
  const answer = lines.question(question).catch(() => '');
  const closed = new Promise<string>((done) => lines.once('close', () => done('')));
  return Promise.race([answer, closed]).finally(() => lines.close());
}

const code = await run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  watched: process.stderr.isTTY === true,
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
  env: process.env,
  onInterrupt() {
    const interruption = new AbortController();
    process.once('SIGINT', () => interruption.abort());
    return interruption.signal;
  },
});
// A command may have set its own exit code.
if (code !== 0) process.exitCode = code;

import { Command } from 'commander';
import { type Api, apiAt } from './api.ts';
import { badInput } from './failure.ts';
import type { Terminal } from './terminal.ts';

export const DEFAULT_URL = 'http://127.0.0.1:4400';

/** The options that every command which talks to a stack has; they may also stand before its name. */
export const withStackOptions = (command: Command): Command =>
  command
    .option('--url <url>', `where the stack answers (default: PRICEWIRE_URL, else ${DEFAULT_URL})`)
    .option('--json', 'print JSON, and nothing else, on standard output');

export interface Session {
  api: Api;
  url: string;
  json: boolean;
  /** The command's answer: JSON for machines, else the text that `human` makes of it. */
  show<Answer>(answer: Answer, human: (answer: Answer) => string): void;
  /** A message beside the answer, on standard error. */
  note(message: string): void;
}

/** What a command works with, from the options it was called with. Throws CliFailure for an address that is none. */
export function connect(terminal: Terminal, command: Command): Session {
  const url = optionOf<string>(command, 'url') ?? (terminal.env['PRICEWIRE_URL'] || DEFAULT_URL);
  const json = optionOf<boolean>(command, 'json') ?? false;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw badInput(`${url} is not the address of a stack, such as ${DEFAULT_URL}`);
  return {
    api: apiAt(url),
    url,
    json,
    show: (answer, human) => terminal.out(`${json ? JSON.stringify(answer, null, 2) : human(answer)}\n`),
    note: (message) => terminal.err(`${message}\n`),
  };
}

function optionOf<Value>(command: Command | null, name: string): Value | undefined {
  if (command === null) return undefined;
  return (command.opts()[name] as Value | undefined) ?? optionOf(command.parent, name);
}

/** A command of the stack with its summary and examples, which its help ends with. */
export function command(name: string, summary: string, examples: string[]): Command {
  return withStackOptions(new Command(name))
    .description(summary)
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ pricewire ${example}`).join('\n')}`);
}
